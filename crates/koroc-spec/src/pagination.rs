//! How lists are paged (DRF's pagination classes, as data).

use crate::OrderBy;

/// How the rows of a list are handed out.
#[derive(Debug, Clone, PartialEq)]
pub enum Pagination {
    /// All rows in one answer, a plain array: for lists that stay short.
    Off,
    /// Pages by number.
    PageNumber(PageNumber),
    /// Any stretch of the list, by its length and where it begins.
    LimitOffset(LimitOffset),
    /// From page to page only, without a count: as fast at the end of a large table as at its start.
    Cursor(Cursor),
}

impl Default for Pagination {
    fn default() -> Self {
        Pagination::PageNumber(PageNumber::default())
    }
}

impl Pagination {
    /// Rows a page where the client does not say; `None`: as the settings say, or there are no pages.
    pub fn size(&self) -> Option<u64> {
        match self {
            Pagination::Off => None,
            Pagination::PageNumber(pages) => pages.page_size,
            Pagination::LimitOffset(pages) => pages.default_limit,
            Pagination::Cursor(pages) => pages.page_size,
        }
    }

    /// This with a size where it has none.
    pub fn or_size(mut self, size: u64) -> Self {
        match &mut self {
            Pagination::Off => {}
            Pagination::PageNumber(pages) => _ = pages.page_size.get_or_insert(size),
            Pagination::LimitOffset(pages) => _ = pages.default_limit.get_or_insert(size),
            Pagination::Cursor(pages) => _ = pages.page_size.get_or_insert(size),
        }
        self
    }
}

/// Pages by number (DRF's PageNumberPagination): `?page=3`, and how many rows there are.
#[derive(Debug, Clone, PartialEq)]
pub struct PageNumber {
    /// Rows a page; `None`: as the settings say.
    pub page_size: Option<u64>,
    /// The parameter that names the page.
    pub page_param: String,
    /// The parameter with which clients choose the size, if they may.
    pub page_size_param: Option<String>,
    /// The largest size they may choose.
    pub max_page_size: Option<u64>,
    /// What stands for the last page's number.
    pub last_page_strings: Vec<String>,
}

impl PageNumber {
    /// Pages of this many rows, chosen by `?page=`.
    pub fn of(page_size: u64) -> Self {
        PageNumber { page_size: Some(page_size), ..PageNumber::default() }
    }

    /// The parameter that names the page; without this `page`.
    pub fn param(self, name: &str) -> Self {
        PageNumber { page_param: name.to_owned(), ..self }
    }

    /// Lets clients choose the size of a page with this parameter, up to `most` rows.
    pub fn size_param(self, name: &str, most: u64) -> Self {
        PageNumber { page_size_param: Some(name.to_owned()), max_page_size: Some(most), ..self }
    }

    /// What stands for the last page's number; without this `last`.
    pub fn last<const N: usize>(self, texts: [&str; N]) -> Self {
        PageNumber { last_page_strings: texts.map(str::to_owned).to_vec(), ..self }
    }
}

impl Default for PageNumber {
    fn default() -> Self {
        PageNumber { page_size: None, page_param: "page".to_owned(), page_size_param: None, max_page_size: None, last_page_strings: vec!["last".to_owned()] }
    }
}

impl From<PageNumber> for Pagination {
    fn from(pages: PageNumber) -> Self {
        Pagination::PageNumber(pages)
    }
}

/// A stretch of the list (DRF's LimitOffsetPagination): `?limit=20&offset=40`, and how many rows there are.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitOffset {
    /// Rows where the client does not say how many; `None`: as the settings say.
    pub default_limit: Option<u64>,
    /// The parameter that says how many rows.
    pub limit_param: String,
    /// The parameter that says how many rows come before.
    pub offset_param: String,
    /// The most rows that a client may ask for.
    pub max_limit: Option<u64>,
}

impl LimitOffset {
    /// This many rows where the client does not say.
    pub fn of(default_limit: u64) -> Self {
        LimitOffset { default_limit: Some(default_limit), ..LimitOffset::default() }
    }

    /// The most rows that a client may ask for.
    pub fn max(self, limit: u64) -> Self {
        LimitOffset { max_limit: Some(limit), ..self }
    }

    /// The names of the parameters; without this `limit` and `offset`.
    pub fn params(self, limit: &str, offset: &str) -> Self {
        LimitOffset { limit_param: limit.to_owned(), offset_param: offset.to_owned(), ..self }
    }
}

impl Default for LimitOffset {
    fn default() -> Self {
        LimitOffset { default_limit: None, limit_param: "limit".to_owned(), offset_param: "offset".to_owned(), max_limit: None }
    }
}

impl From<LimitOffset> for Pagination {
    fn from(pages: LimitOffset) -> Self {
        Pagination::LimitOffset(pages)
    }
}

/// From page to page (DRF's CursorPagination): each answer links to the next and the previous one, and rows that come and go between two
/// requests neither repeat nor skip others.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    /// Rows a page; `None`: as the settings say.
    pub page_size: Option<u64>,
    /// The parameter that holds the cursor.
    pub cursor_param: String,
    /// The parameter with which clients choose the size, if they may.
    pub page_size_param: Option<String>,
    /// The largest size they may choose.
    pub max_page_size: Option<u64>,
    /// The order; the first field should tell nearly all rows apart, since a cursor holds its value. Empty: the resource's order.
    pub ordering: Vec<OrderBy>,
    /// The most rows with one value of the first field that a cursor counts; those beyond are not reached.
    pub offset_cutoff: u64,
}

impl Cursor {
    /// Pages of this many rows.
    pub fn of(page_size: u64) -> Self {
        Cursor { page_size: Some(page_size), ..Cursor::default() }
    }

    /// The parameter that holds the cursor; without this `cursor`.
    pub fn param(self, name: &str) -> Self {
        Cursor { cursor_param: name.to_owned(), ..self }
    }

    /// Lets clients choose the size of a page with this parameter, up to `most` rows.
    pub fn size_param(self, name: &str, most: u64) -> Self {
        Cursor { page_size_param: Some(name.to_owned()), max_page_size: Some(most), ..self }
    }
}

impl Default for Cursor {
    fn default() -> Self {
        Cursor { page_size: None, cursor_param: "cursor".to_owned(), page_size_param: None, max_page_size: None, ordering: Vec::new(), offset_cutoff: 1000 }
    }
}

impl From<Cursor> for Pagination {
    fn from(pages: Cursor) -> Self {
        Pagination::Cursor(pages)
    }
}
