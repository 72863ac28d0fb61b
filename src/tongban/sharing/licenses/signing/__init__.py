"""Sealing and verifying of files: PAdES signatures and the keys behind them."""
