//! The kinds of value that a field can hold.

use crate::{Value, ValueType};

/// What sort of value a field holds: a closed list, shared by model columns and serializer fields.
///
/// A reader matches every variant (never `_ =>`), so that a new kind is a compile error in each reader that has not decided about it.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldKind {
    /// True or false.
    Boolean,
    /// One line of text; `trim` drops white space around it on input, as DRF's CharField does by default.
    Char {
        /// Whether white space around the text is dropped on input.
        trim: bool,
    },
    /// Text of any length over several lines (Django's TextField).
    Text,
    /// An e-mail address.
    Email,
    /// An absolute URL.
    Url,
    /// Letters, digits, hyphens and underscores.
    Slug {
        /// Whether letters beyond ASCII are allowed.
        allow_unicode: bool,
    },
    /// Text that a regular expression matches somewhere, as Python's `re.search` does.
    Regex {
        /// The expression.
        pattern: String,
    },
    /// A whole number.
    Integer {
        /// How many bits its column has.
        width: IntegerWidth,
        /// Whether it starts at zero (Django's Positive…IntegerField).
        positive: bool,
    },
    /// A binary floating point number.
    Float,
    /// An exact decimal number.
    Decimal {
        /// All digits, before and behind the point; `None`: no limit (a column needs one).
        max_digits: Option<u32>,
        /// Digits behind the point; `None`: no limit (a column needs one).
        decimal_places: Option<u32>,
    },
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// An instant.
    DateTime,
    /// A span of time.
    Duration,
    /// A UUID.
    Uuid,
    /// An IP address.
    Ip {
        /// Which versions are accepted.
        protocol: IpProtocol,
    },
    /// Any JSON value.
    Json,
    /// One of a list of values.
    Choice {
        /// The values, in order.
        choices: Vec<Choice>,
    },
    /// Several of a list of values.
    MultipleChoice {
        /// The values, in order.
        choices: Vec<Choice>,
        /// Whether none may be picked.
        allow_empty: bool,
    },
    /// A list of values of one type; lengths are [`Limits::min_length`](crate::Limits) and `max_length`.
    List {
        /// The type of each item; `None`: any value.
        child: Option<Box<ValueType>>,
        /// Whether an empty list is accepted.
        allow_empty: bool,
    },
    /// An object with values of one type.
    Dict {
        /// The type of each value; `None`: any value.
        child: Option<Box<ValueType>>,
        /// Whether an empty object is accepted.
        allow_empty: bool,
    },
    /// An uploaded file.
    File,
    /// One row of another model; many rows may point at the same.
    ForeignKey(Relation),
    /// One row of another model, at which no other row points.
    OneToOne(Relation),
    /// Several rows of another model. It has no column: pairs of keys have a table of their own. Its `blank` says whether none may be named.
    ManyToMany(Relation),
    /// An object of another serializer, or a list of them; of serializers only.
    Nested {
        /// The serializer, by its place in [`Resolved::shapes`](crate::Resolved).
        shape: usize,
        /// Whether it is a list of them; lengths are [`Limits::min_length`](crate::Limits) and `max_length`.
        many: bool,
        /// Whether the list may be empty.
        allow_empty: bool,
    },
    /// A kind of the program's own: behaves as `base` wherever the program does not say otherwise under `name`.
    Custom {
        /// The kind it is built on.
        base: Box<FieldKind>,
        /// The name of its behaviour.
        name: String,
    },
}

impl FieldKind {
    /// Whether a column of this kind holds text, so that empty text is a value of it and searches can look in it.
    pub fn holds_text(&self) -> bool {
        match self {
            FieldKind::Char { .. } | FieldKind::Text | FieldKind::Email | FieldKind::Url | FieldKind::Slug { .. } | FieldKind::Regex { .. } => true,
            FieldKind::Choice { choices } => Choice::items(choices).iter().all(|(value, _)| value.as_str().is_some()),
            FieldKind::Custom { base, .. } => base.holds_text(),
            FieldKind::Boolean
            | FieldKind::Integer { .. }
            | FieldKind::Float
            | FieldKind::Decimal { .. }
            | FieldKind::Date
            | FieldKind::Time
            | FieldKind::DateTime
            | FieldKind::Duration
            | FieldKind::Uuid
            | FieldKind::Ip { .. }
            | FieldKind::Json
            | FieldKind::MultipleChoice { .. }
            | FieldKind::List { .. }
            | FieldKind::Dict { .. }
            | FieldKind::File
            | FieldKind::Nested { .. }
            | FieldKind::ForeignKey(_)
            | FieldKind::OneToOne(_)
            | FieldKind::ManyToMany(_) => false,
        }
    }
}

/// The bits of an integer column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntegerWidth {
    /// 16 bits: Django's SmallIntegerField.
    Small,
    /// 32 bits: Django's IntegerField.
    Normal,
    /// 64 bits: Django's BigIntegerField.
    Big,
    /// No limit: DRF's IntegerField on its own, without a column behind it.
    Unbounded,
}

impl IntegerWidth {
    /// The smallest and the largest number, `None` without limit; a `positive` one starts at zero.
    pub fn range(self, positive: bool) -> Option<(i64, i64)> {
        let (min, max) = match self {
            IntegerWidth::Small => (i64::from(i16::MIN), i64::from(i16::MAX)),
            IntegerWidth::Normal => (i64::from(i32::MIN), i64::from(i32::MAX)),
            IntegerWidth::Big => (i64::MIN, i64::MAX),
            IntegerWidth::Unbounded => return None,
        };
        Some((if positive { 0 } else { min }, max))
    }
}

/// Which versions of IP addresses a field accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IpProtocol {
    /// Both.
    Both,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

/// An entry in a list of choices.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// A value that can be chosen.
    Item {
        /// What is stored and sent: text or an integer.
        value: Value,
        /// What a person reads.
        label: String,
    },
    /// Choices under a heading.
    Group {
        /// The heading.
        label: String,
        /// The choices: items only.
        items: Vec<Choice>,
    },
}

impl Choice {
    /// A choice that can be picked.
    pub fn item(value: impl Into<Value>, label: &str) -> Self {
        Choice::Item { value: value.into(), label: label.to_owned() }
    }

    /// The values and labels that can be picked, groups opened.
    pub fn items(choices: &[Choice]) -> Vec<(&Value, &str)> {
        choices
            .iter()
            .flat_map(|choice| match choice {
                Choice::Item { value, label } => vec![(value, label.as_str())],
                Choice::Group { items, .. } => Choice::items(items),
            })
            .collect()
    }
}

/// Where a relation leads.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// The label of the other model, `app.Model`.
    pub to: String,
    /// What happens to this row when the other is deleted; of a many-to-many relation, to the pair.
    pub on_delete: OnDelete,
    /// What the rows that point here are called from the other side; `None`: Django's name, `candidate_set`, or `offer` of a one-to-one relation.
    pub related_name: Option<String>,
    /// The label of the model that holds the pairs of a many-to-many relation; `None`: one of its own, `app.Model_field`.
    pub through: Option<String>,
    /// How the other rows are named on the wire; in a model always by key.
    pub by: RelatedBy,
    /// The other model's place in [`Resolved::models`](crate::Resolved); set by [`resolve`](crate::resolve).
    pub target: Option<usize>,
}

impl Relation {
    /// A relation to the model with this label, by key.
    pub fn to(label: &str, on_delete: OnDelete) -> Self {
        Relation { to: label.to_owned(), on_delete, related_name: None, through: None, by: RelatedBy::Key, target: None }
    }
}

/// How a row of another model is named on the wire.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum RelatedBy {
    /// By its primary key (DRF's `PrimaryKeyRelatedField`).
    #[default]
    Key,
    /// By a field of it (DRF's `SlugRelatedField`).
    Field(String),
    /// By its text, which cannot be read back (DRF's `StringRelatedField`).
    Text,
    /// By its address (DRF's `HyperlinkedRelatedField`).
    Url {
        /// The name of the route; `None`: where rows of the model are retrieved.
        view: Option<String>,
        /// The route's place; set by [`resolve`](crate::resolve).
        route: Option<usize>,
    },
}

/// What happens to a row when the row that it points at is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// It is deleted too.
    Cascade,
    /// The other row cannot be deleted.
    Protect,
    /// It then points at nothing; the field must allow null.
    SetNull,
}
