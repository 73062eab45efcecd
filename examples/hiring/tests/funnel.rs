//! The funnel as a story: the handbook, an interview, an offer, a hire; and what is refused on the way.

use koroc_test::{TestApp, TestClient, json};
use serde_json::Value;

/// Hiring with its fixture, and ada, who owns the candidates in it.
async fn hiring() -> (TestApp, TestClient) {
    let app = TestApp::new(hiring::app()).await;
    app.create_user("ada", "secret").await;
    app.load_fixture(include_str!("../fixtures/funnel.json")).await;
    let ada = app.client().with_basic("ada", "secret");
    (app, ada)
}

async fn post(client: &TestClient, path: &str, body: Value) -> (u16, Value) {
    let answer = client.post(&format!("/api/v1/hiring/{path}"), body).await;
    (answer.status.as_u16(), answer.json())
}

fn interview() -> Value {
    json!({"candidate": 1, "interviewer": "5b0a3c1e-9c1b-4f5e-8a3d-3f0d2c9c7b10", "scheduled_for": "2026-12-01T10:00:00Z", "day": "2026-12-01", "slot": 1})
}

#[tokio::test]
async fn a_candidate_reads_the_handbook_is_interviewed_and_hired() {
    let (_app, ada) = hiring().await;
    let (status, refused) = post(&ada, "interviews/", interview()).await;
    assert_eq!((status, refused), (400, json!({"candidate": ["The candidate has not acknowledged the handbook yet."]})));

    let acknowledgement = json!({"candidate": "/api/v1/hiring/candidates/1/", "handbook": "/api/v1/hiring/handbooks/1/", "signature": "O. Koval"});
    assert_eq!(post(&ada, "acknowledgements/", acknowledgement).await.0, 201);
    let (status, planned) = post(&ada, "interviews/", interview()).await;
    assert_eq!((status, &planned["interviewer_name"], &planned["candidate_detail"]["full_name"]), (201, &json!("Ian Reed"), &json!("Olena Koval")));

    for stage in ["handbook", "interview", "offer"] {
        assert_eq!(post(&ada, "candidates/1/advance/", json!({"to": stage})).await.1["stage"], stage);
    }
    let clauses = json!([{"position": 2, "text": "Remote."}, {"position": 1, "text": "Full time."}]);
    let (status, offer) = post(&ada, "offers/", json!({"candidate": 1, "salary": "90000.00", "clauses": clauses})).await;
    assert_eq!((status, &offer["clauses"][0]["text"], &offer["author"]), (201, &json!("Full time."), &json!("ada")));
    assert_eq!(post(&ada, "offers/1/decision/", json!({"accepted": true})).await.1, json!({"accepted": true}));
    assert_eq!(post(&ada, "candidates/1/advance/", json!({"to": "hired"})).await.0, 200);

    let figures = ada.get("/api/v1/hiring/figures/").await.json();
    assert_eq!(figures, json!({"by_stage": {"applied": 1, "hired": 1}, "interviews_per_offer": "1", "offers_per_acceptance": "1"}));
}

#[tokio::test]
async fn the_funnel_is_walked_in_order_and_by_the_owner() {
    let (app, ada) = hiring().await;
    let (status, refused) = post(&ada, "candidates/1/advance/", json!({"to": "hired"})).await;
    assert_eq!((status, refused), (409, json!({"from": "applied", "to": "hired", "detail": "Stage transition not allowed."})));
    assert_eq!(post(&ada, "candidates/1/advance/", json!({"to": "rejected"})).await, (400, json!({"reason": ["A rejection needs a reason."]})));
    app.create_user("bob", "secret").await;
    let bob = app.client().with_basic("bob", "secret");
    let (status, refused) = post(&bob, "candidates/1/advance/", json!({"to": "handbook"})).await;
    assert_eq!((status, refused), (403, json!({"detail": "Only the owner may change this candidate."})));
    let figures = ada.get("/api/v1/hiring/figures/").await.json();
    assert_eq!(figures, json!({"by_stage": {"applied": 2}, "interviews_per_offer": null, "offers_per_acceptance": null}));
}

#[tokio::test]
async fn a_declined_handbook_is_not_read() {
    let (_app, ada) = hiring().await;
    let declined = json!({"candidate": "/api/v1/hiring/candidates/1/", "handbook": "/api/v1/hiring/handbooks/1/", "signature": "no", "declined": true});
    assert_eq!(post(&ada, "acknowledgements/", declined).await.0, 201);
    assert_eq!(post(&ada, "interviews/", interview()).await.0, 400);
}
