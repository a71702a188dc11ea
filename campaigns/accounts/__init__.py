"""Staff: who they are, how they log in, what they may do, and the audit of what they did."""
