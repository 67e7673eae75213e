"""How fast models train beside others' layers."""
