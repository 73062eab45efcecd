//! Group commit: what happens to a job's neighbours when it fails.
