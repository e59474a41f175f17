//! A script with an API token.

use reqwest::header::AUTHORIZATION;
use reqwest::{Client, Method};
use serde_json::Value;

/// A script with its token.
pub(crate) struct Api {
    client: Client,
    base: String,
    token: String,
}

/// What the API answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The body; null where there is none.
    pub(crate) json: Value,
}

impl Api {
    pub(super) fn new(base: String, token: &str) -> Self {
        Self {
            client: Client::new(),
            base,
            token: token.to_owned(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Sends any request, with `Authorization: Token`.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.client.request(method, format!("{}{path}", self.base));
        let mut request = request.header(AUTHORIZATION, format!("Token {}", self.token));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("the server answers");
        let status = answer.status().as_u16();
        let text = answer.text().await.expect("a whole answer");
        let json = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text)
                .unwrap_or_else(|error| panic!("{path} answered no JSON: {error}: {text}")),
        };
        Answer { status, json }
    }
}
