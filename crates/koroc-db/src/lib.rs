//! Models in SQLite and PostgreSQL: SQL from the description, typed queries, migrations.
