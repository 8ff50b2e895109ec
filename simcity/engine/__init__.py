"""What happens: the only storey that knows SimPy."""
