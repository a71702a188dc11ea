"""Long work on a store's map: radio maps fitted, judged and planned in a process of its own."""
