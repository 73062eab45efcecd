//! What an action does with rows: its body validated, rows written, rows shown.

use koroc_db::{Cond, DbError, DbErrorKind, Expr, FieldValue, Input, InputError, Model, Select, Tx};
use koroc_serial::{Errors, ManyLimits, Message, Serializer, Validated};
use koroc_spec::{Action, Map, Record, Value};

use crate::records;
use crate::uploads::Uploads;
use crate::{ApiError, Changes, Context, Reply, input};

impl Context {
    /// The body, validated by the action's serializer and read into a struct (DRF's `serializer.validated_data`).
    ///
    /// # Errors
    /// 400 with the errors of its fields; what the parser says. 500 where the action has no serializer.
    pub async fn validated<T: Input>(&self) -> Result<T, ApiError> {
        let values = self.validated_for(None).await?.to_map();
        T::from_values(values).map_err(|error| unfit(&error))
    }

    /// The body, validated by the action's serializer, by the names of its fields' sources: for what no struct tells, such as which fields were sent.
    ///
    /// # Errors
    /// As [`validated`](Self::validated).
    pub async fn validated_values(&self) -> Result<Map, ApiError> {
        Ok(self.validated_for(None).await?.to_map())
    }

    /// The wire form of validated values, by the action's serializer.
    ///
    /// # Errors
    /// 500 where the action has no serializer.
    pub fn represent_values(&self, values: &Map) -> Result<Value, ApiError> {
        Ok(self.serializer()?.represent_values(values))
    }

    /// The body, validated by the action's serializer, as changes of a row: of the one that the path names, or of a new one. (With PATCH what was not sent
    /// is left alone.) [`save`](Self::save) writes them.
    ///
    /// # Errors
    /// As [`validated`](Self::validated); 500 where the action's serializer has no model.
    pub async fn changes(&self) -> Result<Changes, ApiError> {
        let model = self.model_of_serializer()?;
        let validated = self.validated_for(self.row_of(model)).await?;
        Changes::of(self.resolved(), model, validated)
    }

    /// The body, a list, validated by the action's serializer as changes of new rows (DRF's `many=True`). [`save_many`](Self::save_many) writes them.
    ///
    /// # Errors
    /// 400 with the errors of the list, or of its items by their index; else as [`changes`](Self::changes).
    pub async fn changes_many(&self, limits: ManyLimits) -> Result<Vec<Changes>, ApiError> {
        let (model, serializer) = (self.model_of_serializer()?, self.serializer()?);
        let data = self.data()?;
        let mut validation = self.asking().env(None, |env| serializer.validate_many(data.input(), limits, env));
        input::ask(&self.inside().service, &mut validation, None).await?;
        let validated = validation.finish_many().map_err(ApiError::invalid)?;
        validated.into_iter().map(|validated| Changes::of(self.resolved(), model, validated)).collect()
    }

    /// Writes changes with all that belongs to the row in one transaction: those of the row that the path names, or a new one.
    ///
    /// # Errors
    /// 400 where another request has taken a unique value in between; what the database says; 404 where the row is gone.
    pub async fn save<M: Model>(&self, changes: Changes) -> Result<M, ApiError> {
        let written = self.written(changes, async |changes, row, every| changes.write(self.db(), row, every).await).await?;
        M::from_row(written).map_err(ApiError::internal)
    }

    /// As [`save`](Self::save), and something more in the same transaction, with the row as it is written: another row that must be there or be missing
    /// together with it (an entry of a journal, a message that waits to be sent). Where `more` fails, nothing is written.
    ///
    /// `more` may run more than once, so that it has no effects but through its [`Tx`](koroc_db::Tx).
    ///
    /// # Errors
    /// As [`save`](Self::save), and what `more` answers.
    pub async fn save_with<M: Model>(
        &self,
        changes: Changes,
        mut more: impl FnMut(&mut Tx<'_>, &M) -> Result<(), DbError> + Send + 'static,
    ) -> Result<M, ApiError> {
        let more = move |tx: &mut Tx<'_>, row: &[Value]| {
            let row = M::from_row(row.to_vec())?;
            more(tx, &row).map(|()| row)
        };
        let written = self.written(changes, async |changes, row, every| changes.write_with(self.db(), row, every, more).await);
        written.await.map(|(_, row)| row)
    }

    /// Writes changes, their files first: `write` is given the row that they change, and all its fields.
    async fn written<T>(
        &self,
        mut changes: Changes,
        write: impl AsyncFnOnce(Changes, Option<&[Value]>, &[usize]) -> Result<Option<T>, DbError>,
    ) -> Result<T, ApiError> {
        let (files, model, mut uploads) = (self.files(), changes.model(), Uploads::default());
        uploads.keep(files, &self.resolved().models[model], &mut changes.values).await?;
        let every = changes.every_field();
        match uploads.during(files, write(changes, self.row_of(model), &every)).await {
            Ok(written) => written.ok_or_else(ApiError::not_found),
            Err(error) => Err(self.refused(false, error).await),
        }
    }

    /// Writes new rows in their order, all of them or none.
    ///
    /// # Errors
    /// As [`save`](Self::save).
    pub async fn save_many<M: Model>(&self, mut all: Vec<Changes>) -> Result<Vec<M>, ApiError> {
        let service = &self.inside().service;
        let mut uploads = Uploads::default();
        for changes in &mut all {
            uploads.keep(service.files(), &self.resolved().models[changes.model()], &mut changes.values).await?;
        }
        let rows = match uploads.during(service.files(), Changes::insert_all(self.db(), all)).await {
            Ok(rows) => rows,
            Err(error) => return Err(self.refused(true, error).await),
        };
        rows.into_iter().map(|row| M::from_row(row).map_err(ApiError::internal)).collect()
    }

    /// The answer of a list: the rows that meet a condition, among those that whoever asks can see, with the view's filters, search, order and pages.
    ///
    /// # Errors
    /// 500 where the condition is about another application's models. (What is wrong with the query is told when the answer is made.)
    pub fn page<M: Model>(&self, among: &Expr<M>) -> Result<Reply, ApiError> {
        Ok(Reply::page(among.cond(self.resolved()).map_err(ApiError::internal)?))
    }

    /// The wire form of a row with what is related to it as the database has it now: by the action's serializer where that is about its model, else by the
    /// resource's, else by that of the first resource that is.
    ///
    /// # Errors
    /// 500 where no serializer is about its model; 404 where the row is gone.
    pub async fn represent<M: Model>(&self, row: &M) -> Result<Value, ApiError> {
        let Value::List(mut shown) = self.represent_many(std::slice::from_ref(row)).await? else { return Err(ApiError::not_found()) };
        shown.pop().ok_or_else(ApiError::not_found)
    }

    /// The wire forms of rows in their order, as [`represent`](Self::represent) makes them, with one statement for each relation.
    ///
    /// # Errors
    /// As there; rows that are gone are left out.
    pub async fn represent_many<M: Model>(&self, rows: &[M]) -> Result<Value, ApiError> {
        let model = self.db().model_of::<M>().map_err(ApiError::internal)?;
        let serializer = self.serializer_about(model)?;
        if serializer.is_flat() {
            let records = rows.iter().map(|row| {
                let all = row.to_row();
                Record { values: serializer.columns().iter().map(|&column| all[column].clone()).collect(), ..Record::default() }
            });
            return Ok(Value::List(records::shown(self, serializer, records.collect()).await?));
        }
        let (key, mut reads) = (self.resolved().models[model].primary_key(), serializer.reads().clone());
        let at = reads.columns.iter().position(|column| *column == key).unwrap_or_else(|| {
            reads.columns.push(key);
            reads.columns.len() - 1
        });
        let keys: Vec<Value> = rows.iter().map(|row| row.key().into_value()).collect();
        let select = Select { model, columns: Vec::new(), cond: Cond::In { field: key, values: keys.clone() }, order: Vec::new(), limit: None, offset: None };
        let mut records = self.db().records(&select, &reads).await?;
        records.sort_by_key(|record| keys.iter().position(|key| *key == record.values[at]));
        Ok(Value::List(records::shown(self, serializer, records).await?))
    }

    /// The serializer about a model that is nearest to this operation.
    fn serializer_about(&self, model: usize) -> Result<&Serializer, ApiError> {
        let operations = &self.resolved().operations;
        let about = |place: &usize| operations[*place].shape.is_some_and(|shape| self.resolved().shapes[shape].model == Some(model));
        let own = self.inside().operation;
        // A resource's own serializer is that of its lists; the one of single rows may tell more.
        let rank = |place: &usize| {
            let (other, operation) = (own.is_none_or(|own| operations[own].group != operations[*place].group), &operations[*place]);
            (own != Some(*place), other, operation.action == Action::Extra, operation.action == Action::Retrieve)
        };
        let nearest = (0..operations.len()).filter(about).min_by_key(rank);
        let serializer = nearest.and_then(|place| self.inside().service.operation_plan(place).serializer.as_deref());
        serializer.ok_or_else(|| ApiError::internal(format!("no serializer is about {}", self.resolved().models[model].label())))
    }

    async fn validated_for(&self, row: Option<&[Value]>) -> Result<Validated, ApiError> {
        let (serializer, data) = (self.serializer()?, self.data()?);
        let partial = *self.method() == http::Method::PATCH;
        let mut validation = self.asking().env(row, |env| serializer.validate(data.input(), partial, env));
        input::ask(&self.inside().service, &mut validation, row).await?;
        validation.finish(row).map_err(ApiError::invalid)
    }

    /// The row that the path names, where it is one of this model.
    fn row_of(&self, model: usize) -> Option<&[Value]> {
        let same = self.operation().is_some_and(|operation| operation.model == Some(model));
        self.inside().object.as_deref().filter(|_| same)
    }

    fn model_of_serializer(&self) -> Result<usize, ApiError> {
        self.serializer()?.shape().model.ok_or_else(|| ApiError::internal("the action's serializer has no model"))
    }

    /// Why the database refused changes: what the questions say now that another request came in between, else the violated constraint itself.
    async fn refused(&self, many: bool, error: DbError) -> ApiError {
        let constraint = matches!(error.kind(), DbErrorKind::Unique { .. } | DbErrorKind::ForeignKey);
        let (Ok(serializer), Ok(model), true) = (self.serializer(), self.model_of_serializer(), constraint && self.inside().data.is_some()) else {
            return error.into();
        };
        let now = match many {
            true => self.changes_many(ManyLimits::default()).await.map(drop),
            false => self.validated_for(self.row_of(model)).await.map(drop),
        };
        now.err().unwrap_or_else(|| input::refused(serializer.shape(), error))
    }
}

/// A value that the struct needs and a PATCH left out, or one that passed every check and does not fit its type.
fn unfit(error: &InputError) -> ApiError {
    let message = if error.missing { Message::new("This field is required.", "required") } else { Message::new("This value is too large.", "out_of_range") };
    ApiError::invalid(Errors::Map([(error.field.to_owned(), Errors::List(vec![message]))].into_iter().collect()))
}
