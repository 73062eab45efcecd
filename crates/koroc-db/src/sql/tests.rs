//! The SQL of every shape, held in snapshots.

use koroc_spec::{Field, FieldKind, Hop, Model, OnDelete, Relation, ResolvedOrder, Value};

use super::*;
use crate::{Aggregate, Cond, Groups, Op, Part, Select, shape::Statement};

fn model() -> Model {
    let mut id = Field::new("id", FieldKind::Uuid);
    id.primary_key = true;
    let price = FieldKind::Decimal { max_digits: Some(6), decimal_places: Some(2) };
    let fields = vec![id, Field::new("sym\"bol", FieldKind::Char { trim: true }), Field::new("price", price)];
    Model { fields, ..Model::new("api", "Fund") }
}

/// Funds, holdings that point at them and at each other, and pairs of the two.
fn related() -> Vec<Model> {
    let key = || Field { primary_key: true, ..Field::new("id", FieldKind::Uuid) };
    let link = |name: &str, target, to: &str| Field::new(name, FieldKind::ForeignKey(Relation { target: Some(target), ..Relation::to(to, OnDelete::Cascade) }));
    let kinds = vec![Field::new("seen", FieldKind::DateTime), Field::new("profile", FieldKind::Json)];
    let address = Field::new("address", FieldKind::Ip { protocol: koroc_spec::IpProtocol::Both });
    let fields = [vec![key(), link("fund", 0, "api.Fund"), link("parent", 1, "api.Holding")], kinds, vec![address]].concat();
    let holding = Model { fields, ordering: vec!["-seen".into()], ..Model::new("api", "Holding") };
    let pairs = Model { fields: vec![key(), link("holding", 1, "api.Holding"), link("fund", 0, "api.Fund")], ..Model::new("api", "Pair") };
    vec![model(), holding, pairs]
}

#[test]
fn the_sql_of_related_rows_and_figures() {
    let mut text = String::new();
    let (many, parent) = (Hop::Many { through: 2, from: 1, to: 2 }, Hop::Forward { field: 2 });
    let part = |part, value| Cond::Part { field: 3, part, op: Op::Eq, value };
    let conds = [
        Cond::related(parent, Cond::related(parent, Cond::eq(5, "::1"))),
        Cond::related(Hop::Reverse { model: 1, field: 2 }, Cond::All),
        Cond::And(vec![Cond::related(many, Cond::eq(1, "x")), Cond::related(many, Cond::All)]),
        Cond::And(vec![part(Part::Year, Value::Int(2026)), part(Part::WeekDay, Value::Int(1)), part(Part::Second, Value::Int(1))]),
        Cond::eq(4, Value::List(Vec::new())),
    ];
    let keys = [Value::Uuid(uuid::Uuid::nil())];
    let groups = Groups { model: 0, cond: Cond::All, by: vec![1], of: vec![Aggregate::Count, Aggregate::Sum(2), Aggregate::Avg(2), Aggregate::Min(0)] };
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let tables = Tables::new(&related(), dialect).unwrap();
        let mut show = |statement: Result<Statement<'_>, DbError>| {
            let statement = statement.unwrap();
            text += &format!("{}\n    {:?}\n", sql(&tables, &statement.shape).unwrap(), statement.values);
        };
        for cond in &conds {
            show(Statement::count(&tables, 1, cond));
        }
        show(Statement::related(&tables, &many, 1, &[5], &keys));
        show(Statement::related(&tables, &Hop::Reverse { model: 1, field: 1 }, 1, &[0], &keys));
        show(Statement::related(&tables, &parent, 1, &[0], &keys));
        show(Statement::groups(&tables, &groups));
    }
    insta::assert_snapshot!(text);
}

fn conds() -> Vec<Cond> {
    let compare = |field, op, value: &str| Cond::Compare { field, op, value: value.into() };
    let not = |cond| Cond::Not(Box::new(cond));
    vec![
        Cond::All,
        compare(1, Op::Eq, "'; DROP TABLE api_fund; --"),
        compare(1, Op::IContains, "x"),
        compare(2, Op::StartsWith, "1"),
        compare(0, Op::EndsWith, "a"),
        not(compare(2, Op::Lt, "1.005")),
        Cond::In { field: 2, values: vec![Value::Int(1), Value::Int(2), Value::Int(3)] },
        Cond::And(vec![Cond::Or(vec![Cond::IsNull { field: 1 }, Cond::Never]), Cond::Between { field: 2, from: Value::Int(1), to: Value::Int(2) }]),
    ]
}

#[test]
fn the_sql_of_every_shape() {
    let mut text = String::new();
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let tables = Tables::new(&[model()], dialect).unwrap();
        let mut show = |statement: Result<Statement<'_>, DbError>| {
            let statement = statement.unwrap();
            text += &format!("{}\n    {:?}\n", sql(&tables, &statement.shape).unwrap(), statement.values);
        };
        for cond in conds() {
            show(Statement::rows(&tables, &Select { model: 0, columns: vec![1], cond, order: Vec::new(), limit: None, offset: None }));
        }
        for (order, limit, offset) in
            [(vec![(1, true)], Some(10), Some(20)), (vec![(1, true)], Some(10), Some(2000)), (vec![(0, false), (1, false)], None, Some(5))]
        {
            let order = order.into_iter().map(|(field, descending)| ResolvedOrder::own(field, descending)).collect();
            show(Statement::rows(&tables, &Select { model: 0, columns: vec![0, 2], cond: Cond::eq(1, "x"), order, limit, offset }));
        }
        let row = [(1, Value::from("x")), (2, Value::Decimal("1.50".into()))];
        let cond = Cond::eq(0, "0b3c2f1e-8a4d-4c6f-9e21-6f5b1f6f7a10");
        show(Statement::held(&tables, &Select { model: 0, columns: vec![0], cond: cond.clone(), order: Vec::new(), limit: None, offset: None }));
        show(Statement::count(&tables, 0, &cond));
        show(Statement::exists(&tables, 0, &cond));
        show(Statement::insert(&tables, 0, &row, &[0]));
        show(Statement::insert(&tables, 0, &[], &[]));
        show(Statement::update(&tables, 0, &row, &cond, &[0, 1]));
        show(Statement::delete(&tables, 0, &cond));
    }
    insta::assert_snapshot!(text);
}
