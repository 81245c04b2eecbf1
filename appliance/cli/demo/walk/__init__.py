"""The walk: one box's whole life, unattended. It says of every step what it saw, and stops at a wrong one."""
