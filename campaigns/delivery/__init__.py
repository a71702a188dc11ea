"""Deliveries of offers: queued with the decision, sent until received, cancelled on withdrawal."""
