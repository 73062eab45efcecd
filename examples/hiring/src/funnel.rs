//! What this agency adds to the oracle's project: the handbook comes first, and figures of the funnel.

use std::collections::BTreeMap;

use koroc::db::FieldValue;
use koroc::prelude::*;
use serde_json::json;

use crate::models::{Acknowledgement, Candidate, Handbook, Interview, Offer};

/// Plans no interview with a candidate who has not acknowledged the current handbook.
pub async fn handbook_first(context: Context, changes: Changes) -> Result<Changes, ApiError> {
    let candidate = changes.get(Interview::CANDIDATE)?.ok_or_else(|| ApiError::internal("an interview has a candidate"))?;
    let current = Acknowledgement::HANDBOOK.any(Handbook::IS_CURRENT.eq(true));
    let read = Acknowledgement::objects().filter(Acknowledgement::CANDIDATE.eq(candidate) & Acknowledgement::DECLINED.eq(false) & current);
    if read.exists(context.db()).await? {
        return Ok(changes);
    }
    Err(ApiError::validation(json!({"candidate": ["The candidate has not acknowledged the handbook yet."]}).into_value()))
}

/// How the funnel does: candidates by stage, interviews per offer, offers per acceptance.
#[api_view(path = "/api/v1/hiring/figures/", methods(GET), permission = IsAuthenticated, answers(200))]
pub async fn figures(context: Context) -> Result<Reply, ApiError> {
    let by_stage: BTreeMap<_, _> = Candidate::objects().group_by(Candidate::STAGE).count(context.db()).await?.into_iter().collect();
    let interviews = Interview::objects().count(context.db()).await?;
    let offers = Offer::objects().count(context.db()).await?;
    let accepted = Offer::objects().filter(Offer::ACCEPTED.eq(true)).count(context.db()).await?;
    let per = |many: u64, few: u64| (few > 0).then(|| Decimal::from(many) / Decimal::from(few)).map(|figure| figure.round_dp(2).normalize().to_string());
    Ok(Reply::of(json!({"by_stage": by_stage, "interviews_per_offer": per(interviews, offers), "offers_per_acceptance": per(offers, accepted)})))
}
