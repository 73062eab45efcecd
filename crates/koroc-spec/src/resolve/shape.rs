//! Makes a shape of a serializer.

use super::{Resolver, models::list, unique, wire};
use crate::{
    Field, FieldForm, FieldKind, Hop, Limits, Model, OnDelete, RelatedBy, Relation, RouteKind, Serializer, SerializerField, Shape, ShapeField, Source,
    UniqueQuestion, ValueType, names,
};

/// Where a field's source leads.
pub(super) struct Found {
    pub(super) hops: Vec<Hop>,
    /// The last model.
    pub(super) model: usize,
    /// Its field; `None`: its row.
    pub(super) field: Option<usize>,
    /// Whether there may be several rows.
    many: bool,
}

impl Resolver<'_> {
    /// The shape of a serializer; its place. Equal serializers share one.
    pub(super) fn shape(&mut self, place: &str, serializer: &Serializer) -> usize {
        if let Some((_, shape)) = self.serializers.iter().find(|(known, _)| known == serializer) {
            return *shape;
        }
        let model = serializer.model.as_ref().and_then(|label| self.out.model(label));
        if let (Some(label), None) = (&serializer.model, model) {
            self.problem(place, format!("is about `{label}`, which is not among the application's models"));
        }
        let name = self.shape_name(place, serializer, model);
        // Its place is taken before its fields are known, since nested serializers take theirs.
        let shape = self.out.shapes.len();
        self.out.shapes.push(Shape {
            name,
            model,
            fields: Vec::new(),
            unique_together: Vec::new(),
            unique_for: Vec::new(),
            validators: serializer.validators.clone(),
        });
        self.serializers.push((serializer.clone(), shape));
        let mut declared = serializer.fields.clone().unwrap_or_else(|| model.map_or_else(Vec::new, |at| all_fields(&self.out.models[at])));
        // What is made of something else takes the place of the model's field, or a place of its own.
        for change in serializer.overrides.iter().filter(|change| change.form != FieldForm::Model || change.source.is_some()) {
            match declared.iter_mut().find(|field| field.name == change.name) {
                Some(field) => *field = change.clone(),
                None => declared.push(change.clone()),
            }
        }
        let mut fields: Vec<ShapeField> = declared.iter().filter_map(|field| self.shape_field(place, model, serializer.depth, field)).collect();
        for change in serializer.overrides.iter().filter(|change| change.form == FieldForm::Model && change.source.is_none()) {
            match fields.iter_mut().find(|field| field.name == change.name) {
                Some(field) => apply(field, change),
                None => self.problem(place, format!("changes the field `{}`, which it does not show", change.name)),
            }
        }
        fields.iter_mut().for_each(|field| wire::by_settings(&mut field.ty, &self.out.settings));
        let (unique_together, unique_for) = model.map_or_else(Default::default, |at| unique::questions(&self.out.models[at], &mut fields));
        let out = &mut self.out.shapes[shape];
        (out.fields, out.unique_together, out.unique_for) = (fields, unique_together, unique_for);
        shape
    }

    fn shape_name(&mut self, place: &str, serializer: &Serializer, model: Option<usize>) -> String {
        let given = if serializer.name.is_empty() { model.map_or("Serializer", |at| &self.out.models[at].name) } else { &serializer.name }.to_owned();
        let taken = self.out.shapes.iter().any(|shape| shape.name == given);
        if taken && !serializer.name.is_empty() {
            self.problem(place, format!("has the serializer `{given}`, which is the name of another one; give it another name"));
        }
        if taken { format!("{given}{}", self.out.shapes.len()) } else { given }
    }

    fn shape_field(&mut self, place: &str, model: Option<usize>, depth: u32, declared: &SerializerField) -> Option<ShapeField> {
        let source = declared.source.as_deref().unwrap_or(&declared.name);
        let found = match (model, source) {
            (None, _) | (_, "*") => None,
            (Some(model), path) => self.follow(model, path),
        };
        let mut field = match &declared.form {
            FieldForm::Model => match (model, found) {
                (Some(model), Some(found)) => self.model_field(place, model, depth, declared, found),
                (Some(model), None) => {
                    let model = &self.out.models[model];
                    let message = format!("shows the field `{source}`, which {} does not have; its fields are {}", model.name, list(model));
                    self.problem(place, message);
                    return None;
                }
                (None, _) => {
                    self.problem(place, format!("shows the field `{}` without a model or a type of its own", declared.name));
                    return None;
                }
            },
            FieldForm::Own(ty) => {
                let mut field =
                    ShapeField { source: own_source(source, found), required: declared.default.is_none(), ..ShapeField::new(&declared.name, ty.clone()) };
                field.read_only = matches!(field.source, Source::Path { .. } | Source::Whole);
                self.link_own(place, &mut field);
                field
            }
            FieldForm::Related(by) => match found {
                Some(found) => self.related_field(model, declared, found, by),
                None => {
                    self.problem(place, format!("shows rows by `{source}`, which is no relation of its model"));
                    return None;
                }
            },
            FieldForm::Nested { serializer, many, allow_empty } => {
                // What stands for the row itself is about its model.
                let own = model.filter(|_| source == "*" && serializer.model.is_none()).map(|at| self.out.models[at].label());
                let shape = match own {
                    Some(label) => self.shape(place, &Serializer { model: Some(label), ..(**serializer).clone() }),
                    None => self.shape(place, serializer),
                };
                let ty = ValueType::of(FieldKind::Nested { shape, many: *many, allow_empty: *allow_empty });
                let mut field = ShapeField { source: self.nested_source(model, source, found), ..ShapeField::new(&declared.name, ty) };
                if let (Source::Path { .. }, Some(true)) = (&field.source, declared.read_only) {
                    field.ty.null = true;
                }
                field
            }
            FieldForm::Computed(name) => {
                let ty = ValueType { null: true, ..ValueType::of(FieldKind::Json) };
                ShapeField { source: Source::Computed(name.clone()), read_only: true, ..ShapeField::new(&declared.name, ty) }
            }
            FieldForm::Url(view) => {
                let to = model.map(|at| self.out.models[at].label()).unwrap_or_default();
                let by = RelatedBy::Url { view: view.clone(), route: None };
                let kind = FieldKind::ForeignKey(Relation { by, target: model, ..Relation::to(&to, OnDelete::Cascade) });
                let name = if declared.name == "url" { &self.out.settings.url_field_name } else { &declared.name };
                ShapeField { source: Source::Whole, read_only: true, ..ShapeField::new(name, ValueType::of(kind)) }
            }
        };
        apply(&mut field, declared);
        Some(field)
    }

    /// Links a relation that a serializer has of its own.
    fn link_own(&mut self, place: &str, field: &mut ShapeField) {
        let (FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) | FieldKind::ManyToMany(relation)) = &mut field.ty.kind else { return };
        relation.target = self.out.model(&relation.to);
        if relation.target.is_none() {
            let message =
                format!("names rows of `{}` by `{}`, which is not among the application's models; add it with `.model::<…>()`", relation.to, field.name);
            self.problem(place, message);
        }
    }

    /// A field that is as the model's; behind relations it is only shown, and a relation from another side by key.
    fn model_field(&mut self, place: &str, model: usize, depth: u32, declared: &SerializerField, found: Found) -> ShapeField {
        match found {
            Found { ref hops, field: Some(at), .. } if hops.is_empty() => {
                let relation =
                    matches!(self.out.models[model].fields[at].ty.kind, FieldKind::ForeignKey(_) | FieldKind::OneToOne(_) | FieldKind::ManyToMany(_));
                if depth > 0
                    && relation
                    && let Some(step) = self.step(model, &self.out.models[model].fields[at].name.clone())
                {
                    return self.deep(place, declared, depth, step.hop, step.target, step.many);
                }
                shape_field(&self.out.models[model], at, &declared.name)
            }
            Found { hops, field: Some(at), model: last, .. } => {
                let ty = ValueType { null: true, ..self.out.models[last].fields[at].ty.clone() };
                let source = Source::Path { hops, field: Some(at) };
                ShapeField { source, read_only: true, ..ShapeField::new(&declared.name, ty) }
            }
            found => self.related_field(Some(model), declared, found, &RelatedBy::Key),
        }
    }

    /// A relation shown as an object with all fields of the other model.
    fn deep(&mut self, place: &str, declared: &SerializerField, depth: u32, hop: Hop, target: usize, many: bool) -> ShapeField {
        let other = &self.out.models[target];
        let nested = Serializer { name: format!("{}Depth{}", other.name, depth - 1), depth: depth - 1, ..Serializer::of_model(&other.label()) };
        let shape = self.shape(place, &nested);
        let ty = ValueType { null: true, ..ValueType::of(FieldKind::Nested { shape, many, allow_empty: true }) };
        ShapeField { source: Source::Path { hops: vec![hop], field: None }, read_only: true, ..ShapeField::new(&declared.name, ty) }
    }

    /// Rows of another model; those of a relation of the model itself can be written, unless only their text is shown.
    fn related_field(&mut self, model: Option<usize>, declared: &SerializerField, found: Found, by: &RelatedBy) -> ShapeField {
        let own = match (model, &found) {
            (Some(model), Found { hops, field: Some(at), .. }) if hops.is_empty() => Some((model, *at)),
            _ => None,
        };
        if let Some((model, at)) = own {
            let mut field = shape_field(&self.out.models[model], at, &declared.name);
            if let FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) | FieldKind::ManyToMany(relation) = &mut field.ty.kind {
                relation.by = by.clone();
            }
            field.read_only |= *by == RelatedBy::Text;
            // DRF knows these by the serializer alone.
            if matches!(by, RelatedBy::Field(_) | RelatedBy::Text) {
                (field.label, field.help) = (names::capitalized(&declared.name.replace('_', " ")), String::new());
            }
            field.required &= !field.read_only;
            return field;
        }
        let target = &self.out.models[found.model];
        let relation = Relation { by: by.clone(), target: Some(found.model), ..Relation::to(&target.label(), OnDelete::Cascade) };
        let kind = if found.many { FieldKind::ManyToMany(relation) } else { FieldKind::ForeignKey(relation) };
        let ty = ValueType { null: !found.many, ..ValueType::of(kind) };
        ShapeField { source: Source::Path { hops: found.hops, field: None }, read_only: true, ..ShapeField::new(&declared.name, ty) }
    }

    /// A nested object stands for a row, so that a relation of the model is a step to it.
    fn nested_source(&self, model: Option<usize>, source: &str, found: Option<Found>) -> Source {
        let own = || model.and_then(|model| self.step(model, source)).map(|step| vec![step.hop]);
        match found.map(|found| found.hops).filter(|hops| !hops.is_empty()).or_else(own) {
            Some(hops) => Source::Path { hops, field: None },
            None if source == "*" => Source::Whole,
            None => Source::Own(source.to_owned()),
        }
    }

    /// Where names joined by dots lead from a model.
    pub(super) fn follow(&self, model: usize, path: &str) -> Option<Found> {
        let mut found = Found { hops: Vec::new(), model, field: None, many: false };
        let mut names = path.split('.').peekable();
        while let Some(name) = names.next() {
            let field = self.out.models[found.model].field(name);
            // A relation of the model itself is its field, unless the path goes on.
            if names.peek().is_none() && field.is_some() && (found.hops.is_empty() || self.step(found.model, name).is_none()) {
                found.field = field;
                return Some(found);
            }
            let step = self.step(found.model, name)?;
            found.hops.push(step.hop);
            found.model = step.target;
            found.many |= step.many;
        }
        Some(found)
    }

    /// Finds the routes of fields that name rows by address; routes are all known by then.
    pub(super) fn link_urls(&mut self) {
        let mut shapes = std::mem::take(&mut self.out.shapes);
        for shape in &mut shapes {
            for field in &mut shape.fields {
                let (FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) | FieldKind::ManyToMany(relation)) = &mut field.ty.kind else { continue };
                let (RelatedBy::Url { view, route }, Some(target)) = (&mut relation.by, relation.target) else { continue };
                *route = self.out.routes.iter().position(|known| match view {
                    Some(name) => known.name == *name,
                    None => known.kind == RouteKind::Detail && known.operations.first().is_some_and(|&at| self.out.operations[at].model == Some(target)),
                });
                if route.is_none() {
                    let what = view.as_ref().map_or_else(|| format!("where rows of {} are retrieved", relation.to), |name| format!("named `{name}`"));
                    self.problems
                        .push(crate::Problem::new(format!("{}.{}", shape.name, field.name), format!("is shown by address, but there is no route {what}")));
                }
            }
        }
        self.out.shapes = shapes;
    }
}

/// All fields of a model in DRF's order: the key, what is no relation, relations, and those with several rows last.
fn all_fields(model: &Model) -> Vec<SerializerField> {
    let rank = |field: &Field| match &field.ty.kind {
        _ if field.primary_key => 0,
        FieldKind::ForeignKey(_) | FieldKind::OneToOne(_) => 2,
        FieldKind::ManyToMany(_) => 3,
        _ => 1,
    };
    let mut fields: Vec<&Field> = model.fields.iter().collect();
    fields.sort_by_key(|field| rank(field));
    fields.into_iter().map(|field| SerializerField::named(&field.name)).collect()
}

fn own_source(source: &str, found: Option<Found>) -> Source {
    match found {
        Some(Found { hops, field: Some(at), .. }) if hops.is_empty() => Source::Field(at),
        Some(Found { hops, field, .. }) => Source::Path { hops, field },
        None if source == "*" => Source::Whole,
        None => Source::Own(source.to_owned()),
    }
}

fn shape_field(model: &Model, column: usize, name: &str) -> ShapeField {
    let field: &Field = &model.fields[column];
    let read_only = !field.editable || field.auto.is_some() || field.primary_key;
    // Empty text is a value of texts only: a number or a file that may be left out may still not be empty.
    let blank = field.ty.blank && (field.ty.kind.holds_text() || matches!(field.ty.kind, FieldKind::ManyToMany(_)));
    let ty = ValueType { blank, ..field.ty.clone() };
    let unique = field.unique || matches!(field.ty.kind, FieldKind::OneToOne(_));
    let message = || format!("{} with this {} already exists.", model.verbose_name, field.verbose_name);
    ShapeField {
        source: Source::Field(column),
        read_only,
        required: !read_only && field.default.is_none() && !field.ty.null && !field.ty.blank,
        label: names::capitalized(&field.verbose_name),
        help: field.help.clone(),
        unique: (unique && !read_only).then(|| UniqueQuestion { message: message(), ignore_case: false }),
        validators: field.validators.clone(),
        ..ShapeField::new(name, ty)
    }
}

fn apply(field: &mut ShapeField, change: &SerializerField) {
    field.read_only = change.read_only.unwrap_or(field.read_only);
    field.write_only = change.write_only.unwrap_or(field.write_only);
    field.hidden |= change.hidden;
    field.default = change.default.clone().or(field.default.take());
    field.create_only |= change.create_only;
    field.required = change.required.unwrap_or(field.required && change.default.is_none()) && !field.read_only && !field.hidden;
    field.ty.null = change.null.unwrap_or(field.ty.null);
    field.ty.blank = change.blank.unwrap_or(field.ty.blank);
    merge(&mut field.ty.limits, &change.limits);
    field.ty.wire = change.wire.clone().unwrap_or_else(|| std::mem::take(&mut field.ty.wire));
    field.label = change.label.clone().unwrap_or_else(|| std::mem::take(&mut field.label));
    field.help = change.help.clone().unwrap_or_else(|| std::mem::take(&mut field.help));
    field.password |= change.password;
    field.unique = change.unique.clone().or(field.unique.take());
    field.messages.extend(change.messages.iter().cloned());
    field.validators.extend(change.validators.iter().cloned());
    field.checks.extend(change.checks.iter().cloned());
    if field.read_only {
        field.unique = None;
        // DRF's read-only fields of a model have neither lengths nor bounds.
        if field.column().is_some() {
            field.ty.limits = Limits::default();
        }
    }
}

fn merge(limits: &mut Limits, change: &Limits) {
    limits.min_length = change.min_length.or(limits.min_length);
    limits.max_length = change.max_length.or(limits.max_length);
    limits.min = change.min.clone().or(limits.min.take());
    limits.max = change.max.clone().or(limits.max.take());
    limits.max_size = change.max_size.or(limits.max_size);
    if !change.extensions.is_empty() {
        limits.extensions = change.extensions.clone();
    }
}
