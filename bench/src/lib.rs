//! Measurements: see `bench/run.py`.
