//! A request's body, checked by a serializer that is a struct and read into it.

use koroc::prelude::*;
use koroc_test::TestApp;
use serde_json::{Value, json};

#[derive(Debug, Clone, Model)]
#[model(app = "api")]
struct Skill {
    #[field(primary_key)]
    id: i64,
    #[field(slug, unique)]
    slug: String,
}

#[derive(Serializer)]
struct Address {
    #[field(max_length = 10, check(no_digits))]
    city: String,
}

#[derive(Serializer)]
#[serializer(validate(rejected_for_a_reason))]
struct Advance {
    #[field(choices("hired", "rejected"))]
    to: String,
    #[field(max_length = 20, blank, check(no_digits), messages(max_length = "Be brief."))]
    reason: Option<String>,
    #[field(default = 1, validators(even_or_one))]
    level: i16,
    #[field(by = Skill::SLUG)]
    skills: Option<Vec<ForeignKey<Skill>>>,
    address: Option<Address>,
    #[field(name = "cc")]
    copies: Option<Vec<Address>>,
}

fn no_digits(text: &str) -> Result<(), [&'static str; 2]> {
    if text.contains(|c: char| c.is_ascii_digit()) { Err(["No digits.", "Please."]) } else { Ok(()) }
}

fn even_or_one(level: &i16) -> Result<(), &'static str> {
    if *level == 1 || level % 2 == 0 { Ok(()) } else { Err("An odd level.") }
}

fn rejected_for_a_reason(advance: &Given<Advance>) -> Result<(), (&'static str, &'static str)> {
    let rejected = advance.value::<String>("to").as_deref() == Some("rejected");
    if rejected && advance.value::<String>("reason").is_none() { Err(("reason", "A rejection needs a reason.")) } else { Ok(()) }
}

#[api_view(path = "/advance", methods(POST, PATCH), permission = AllowAny, serializer = Advance)]
async fn advance(context: Context) -> Result<Reply, ApiError> {
    let input: Advance = context.validated().await?;
    let skills: Vec<i64> = input.skills.unwrap_or_default().iter().map(|skill| skill.0).collect();
    let cities: Vec<String> = input.address.into_iter().chain(input.copies.unwrap_or_default()).map(|address| address.city).collect();
    Ok(Reply::of(json!({"to": input.to, "reason": input.reason, "level": input.level, "skills": skills, "cities": cities})))
}

#[tokio::test]
async fn a_body_is_checked_and_read() {
    let app = TestApp::new(App::new("example").model::<Skill>().api_view(advance)).await;
    for (id, slug) in [(1, "rust"), (2, "sql")] {
        Skill { id, slug: slug.into() }.insert(app.db()).await.unwrap();
    }
    let table: [(Value, u16, Value); 9] = [
        (json!({"to": "hired"}), 200, json!({"to": "hired", "reason": null, "level": 1, "skills": [], "cities": []})),
        (
            json!({"to": "rejected", "reason": " late ", "level": 4, "skills": ["sql", "rust"], "address": {"city": "Lviv"}, "cc": [{"city": "Paris"}]}),
            200,
            json!({"to": "rejected", "reason": "late", "level": 4, "skills": [2, 1], "cities": ["Lviv", "Paris"]}),
        ),
        (json!({}), 400, json!({"to": ["This field is required."]})),
        (json!({"to": "fired"}), 400, json!({"to": ["\"fired\" is not a valid choice."]})),
        (json!({"to": "rejected"}), 400, json!({"reason": ["A rejection needs a reason."]})),
        (json!({"to": "hired", "reason": "a reason much too long"}), 400, json!({"reason": ["Be brief."]})),
        (
            json!({"to": "hired", "reason": "4 of 5", "level": 3, "address": {"city": "P4ris"}}),
            400,
            json!({"reason": ["No digits.", "Please."], "level": ["An odd level."], "address": {"city": ["No digits.", "Please."]}}),
        ),
        (json!({"to": "hired", "skills": ["go"]}), 400, json!({"skills": ["Object with slug=go does not exist."]})),
        (json!({"to": "hired", "level": 70_000}), 400, json!({"level": ["This value is too large."]})),
    ];
    for (sent, status, expected) in table {
        let answer = app.client().post("/advance", sent.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (status, expected), "{sent}");
    }
    // A PATCH need not send everything; a struct needs it, or an `Option` in its place.
    let answer = app.client().patch("/advance", json!({"level": 2})).await;
    assert_eq!((answer.status.as_u16(), answer.json()), (400, json!({"to": ["This field is required."]})));
}
