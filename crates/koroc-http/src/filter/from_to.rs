//! A filter with two ends, `?created_after=` and `?created_before=`, either of which may be left out.

use koroc_db::{Cond, Op};
use koroc_spec::{FieldKind, FieldPath, FilterForms, Lookup, Resolved};

use super::{Failure, over};
use crate::form_field::FormField;
use crate::plan::base;
use crate::query::Query;

pub(super) struct FromToPlan {
    path: FieldPath,
    form: FormField,
    params: [String; 2],
}

impl FromToPlan {
    pub(super) fn new(path: &FieldPath, param: &str, resolved: &Resolved) -> Result<FromToPlan, &'static str> {
        let ty = &resolved.models[path.model].fields[path.field].ty;
        let form = FormField::new(ty, Lookup::Range, FilterForms::Rest, resolved)?;
        let ends = if is_time(&ty.kind)? { ["after", "before"] } else { ["min", "max"] };
        Ok(FromToPlan { path: path.clone(), form, params: ends.map(|end| format!("{param}_{end}")) })
    }

    /// Both ends are included. Of two that are refused the message is told once, as the form has one field.
    pub(super) fn condition(&self, query: &Query) -> Result<Option<Cond>, Failure> {
        let [from, to] = [0, 1].map(|end: usize| query.get(&self.params[end]).map(|text| self.form.clean(text)).transpose());
        let field = self.path.field;
        let cond = match (from?.flatten(), to?.flatten()) {
            (None, None) => return Ok(None),
            (Some(from), Some(to)) => Cond::Between { field, from, to },
            (Some(value), None) => Cond::Compare { field, op: Op::Gte, value },
            (None, Some(value)) => Cond::Compare { field, op: Op::Lte, value },
        };
        Ok(Some(over(&self.path.hops, cond)))
    }
}

/// Whether values of this kind lie before and after each other, or are less and more.
fn is_time(kind: &FieldKind) -> Result<bool, &'static str> {
    match base(kind) {
        FieldKind::Date | FieldKind::Time | FieldKind::DateTime => Ok(true),
        FieldKind::Integer { .. } | FieldKind::Float | FieldKind::Decimal { .. } => Ok(false),
        FieldKind::Boolean
        | FieldKind::Char { .. }
        | FieldKind::Text
        | FieldKind::Email
        | FieldKind::Url
        | FieldKind::Slug { .. }
        | FieldKind::Regex { .. }
        | FieldKind::Duration
        | FieldKind::Uuid
        | FieldKind::Ip { .. }
        | FieldKind::Json
        | FieldKind::Choice { .. }
        | FieldKind::MultipleChoice { .. }
        | FieldKind::List { .. }
        | FieldKind::Dict { .. }
        | FieldKind::File
        | FieldKind::Nested { .. }
        | FieldKind::ForeignKey(_)
        | FieldKind::OneToOne(_)
        | FieldKind::ManyToMany(_)
        | FieldKind::Custom { .. } => Err("only numbers, dates and times have two ends"),
    }
}
