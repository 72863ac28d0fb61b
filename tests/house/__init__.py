"""Tests of the house itself: what holds of every app, table, act, route, job and command."""
