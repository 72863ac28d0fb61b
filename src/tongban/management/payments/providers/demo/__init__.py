"""The demo's non-tax platform: takes play money on a page of its own."""
