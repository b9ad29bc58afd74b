"""What the law and arithmetic say: pure functions without Odoo, clock, float or I/O.

With the add-on's root on ``sys.path``, ``import rules`` loads nothing of the host.
"""
