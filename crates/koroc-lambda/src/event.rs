//! What an invocation brings: a request of a client, or a call of something else.

use lambda_runtime::Error;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

use crate::{Kind, Message, balancer::Balancer, http_api::HttpApi, lattice::Lattice, rest_api::RestApi};

/// An event, read.
#[derive(Debug)]
pub enum Event {
    /// A client's request, through whichever gateway.
    Request(Message),
    /// Something else, in the words of whoever sent it.
    Call(Kind, Value),
}

impl Event {
    /// Reads an event.
    ///
    /// # Errors
    /// If it begins as a request and then lacks a part of one, or comes from a WebSocket, which nothing here can serve.
    pub fn read(event: Value) -> Result<Event, Error> {
        let context = &event["requestContext"];
        // An authorizer is asked in nearly the words of a request, and answers in others.
        if !context.is_object() || event.get("type").is_some() {
            return Ok(Event::Call(Kind::of(&event), event));
        }
        if context.get("connectionId").is_some() {
            return Err("an event of a WebSocket API, which has no requests".into());
        }
        let message = if context.get("http").is_some() {
            part::<HttpApi>(event)?.into_message()
        } else if context.get("elb").is_some() {
            part::<Balancer>(event)?.into_message()
        } else if context.get("targetGroupArn").is_some() {
            part::<Lattice>(event)?.into_message()
        } else {
            part::<RestApi>(event)?.into_message()
        };
        Ok(Event::Request(message))
    }
}

fn part<T: DeserializeOwned>(event: Value) -> Result<T, Error> {
    serde_json::from_value(event).map_err(|error| format!("an event that is no request: {error}").into())
}

/// A member that may be there with the value `null`.
pub(crate) fn nullable<'de, T: Default + Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
