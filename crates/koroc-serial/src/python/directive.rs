//! What can stand behind a percent sign in a pattern of dates and times.

/// What can stand behind a percent sign: what it matches, and what DRF's messages call it.
const DIRECTIVES: [(char, &str, &str); 27] = [
    ('Y', r"(?P<Y>\d\d\d\d)", "YYYY"),
    ('y', r"(?P<y>\d\d)", "YY"),
    ('m', r"(?P<m>1[0-2]|0[1-9]|[1-9])", "MM"),
    ('b', r"(?P<b>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", "[Jan-Dec]"),
    ('B', r"(?P<B>september|february|november|december|january|october|august|march|april|june|july|may)", "[January-December]"),
    ('d', r"(?P<d>3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])", "DD"),
    ('j', r"(?P<j>36[0-6]|3[0-5]\d|[1-2]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9])", "%j"),
    ('H', r"(?P<H>2[0-3]|[0-1]\d|\d)", "hh"),
    ('I', r"(?P<I>1[0-2]|0[1-9]|[1-9])", "hh"),
    ('M', r"(?P<M>[0-5]\d|\d)", "mm"),
    ('S', r"(?P<S>6[0-1]|[0-5]\d|\d)", "ss"),
    ('f', r"(?P<f>[0-9]{1,6})", "uuuuuu"),
    ('a', r"(?P<a>mon|tue|wed|thu|fri|sat|sun)", "[Mon-Sun]"),
    ('A', r"(?P<A>wednesday|thursday|saturday|tuesday|monday|friday|sunday)", "[Monday-Sunday]"),
    ('p', r"(?P<p>am|pm)", "[AM|PM]"),
    ('z', r"(?P<z>[+-]\d\d:?[0-5]\d(:?[0-5]\d(\.\d{1,6})?)?|(?-i:Z))", "[+HHMM|-HHMM]"),
    ('w', r"(?P<w>[0-6])", "%w"),
    ('u', r"(?P<u>[1-7])", "%u"),
    ('U', r"(?P<U>5[0-3]|[0-4]\d|\d)", "%U"),
    ('W', r"(?P<W>5[0-3]|[0-4]\d|\d)", "%W"),
    ('G', r"(?P<G>\d\d\d\d)", "%G"),
    ('V', r"(?P<V>5[0-3]|0[1-9]|[1-4]\d|\d)", "%V"),
    ('Z', r"(?P<Z>utc|gmt)", "%Z"),
    // Those of the C locale.
    ('c', "", "%c"),
    ('x', "", "%x"),
    ('X', "", "%X"),
    ('%', "%", "%%"),
];

/// What a directive of several parts is read as.
pub(super) fn several(letter: char) -> Option<&'static str> {
    match letter {
        'c' => Some("%a %b %d %H:%M:%S %Y"),
        'x' => Some("%m/%d/%y"),
        'X' => Some("%H:%M:%S"),
        _ => None,
    }
}

/// A piece of a pattern.
pub(super) enum Part {
    Text(String),
    Directive(char),
}

pub(super) fn directive(letter: char) -> Option<&'static (char, &'static str, &'static str)> {
    DIRECTIVES.iter().find(|directive| directive.0 == letter)
}

/// The pieces of a pattern.
///
/// # Errors
/// A sentence about a directive that is unknown.
pub(super) fn split(format: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c == '%' {
            let letter = chars.next().filter(|letter| directive(*letter).is_some());
            let letter = letter.ok_or_else(|| {
                format!("the format `{format}` has a % without one of {}", DIRECTIVES.map(|directive| directive.0).iter().collect::<String>())
            })?;
            parts.push(Part::Directive(letter));
        } else if let Some(Part::Text(text)) = parts.last_mut() {
            text.push(c);
        } else {
            parts.push(Part::Text(c.into()));
        }
    }
    Ok(parts)
}

pub(super) const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
pub(super) const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
