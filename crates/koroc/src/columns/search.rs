//! Text columns as what searches look in.

use koroc_db::{Column, Model, Path, TextColumn};
use koroc_spec::{Search, SearchMode};

/// A text column with the way in which search terms must match it.
#[derive(Debug, Clone, Copy)]
pub struct Searched<C>(C, SearchMode);

/// What a text column can say about how it is searched; without this, a term may stand anywhere in it.
pub trait SearchBy: Sized {
    /// A term must stand at its start (DRF's `^`).
    fn at_start(self) -> Searched<Self>;

    /// A term must be all of it (DRF's `=`).
    fn whole(self) -> Searched<Self>;

    /// A term is a regular expression that must match somewhere in it, but for case (DRF's `$`): Python's on SQLite, in linear time, and
    /// PostgreSQL's own there. White space and commas part terms, so that an expression with either needs quotes.
    fn regex(self) -> Searched<Self>;

    /// It must have all words of a term, as PostgreSQL's full text search understands words (DRF's `@`).
    fn full_text(self) -> Searched<Self>;
}

impl<C: SearchColumn> SearchBy for C {
    fn at_start(self) -> Searched<Self> {
        Searched(self, SearchMode::StartsWith)
    }

    fn whole(self) -> Searched<Self> {
        Searched(self, SearchMode::Exact)
    }

    fn regex(self) -> Searched<Self> {
        Searched(self, SearchMode::Regex)
    }

    fn full_text(self) -> Searched<Self> {
        Searched(self, SearchMode::FullText)
    }
}

/// A text column that `?search=` looks in.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be searched",
    label = "only columns of text can: `Column<_, String>`",
    note = "say how with `Fund::SYMBOL.at_start()`, `.whole()`, `.regex()` or `.full_text()`"
)]
pub trait SearchColumn {
    /// The model that has it.
    type Model;
    /// Its name and how terms match.
    fn search(self) -> Search;
}

impl<M: Model, T: TextColumn> SearchColumn for Column<M, T> {
    type Model = M;

    fn search(self) -> Search {
        Search { field: self.name().to_owned(), mode: SearchMode::Contains }
    }
}

impl<M: Model, T: TextColumn> SearchColumn for Path<M, T> {
    type Model = M;

    fn search(self) -> Search {
        Search { field: self.name().to_owned(), mode: SearchMode::Contains }
    }
}

impl<C: SearchColumn> SearchColumn for Searched<C> {
    type Model = C::Model;

    fn search(self) -> Search {
        Search { mode: self.1, ..self.0.search() }
    }
}
