"""Tests of the bench. They ask whether it measures, never how fast anything is."""
