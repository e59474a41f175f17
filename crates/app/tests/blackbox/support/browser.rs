//! A browser without script: it keeps cookies, fills in forms, and follows redirects only when asked.

use reqwest::header::{LOCATION, ORIGIN};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Url};

use super::PASSWORD;
use super::api::Api;
use super::html::{self, Form};

/// A browser with its cookies.
pub(crate) struct Browser {
    client: Client,
    base: String,
}

/// What the browser shows.
#[derive(Debug)]
pub(crate) struct Page {
    /// The status of the answer.
    pub(crate) status: u16,
    /// The address that was asked for.
    pub(crate) url: Url,
    /// Where a redirect leads, from the server's root; empty where there is none.
    pub(crate) location: String,
    /// The session that the answer gives to the browser; empty where it gives none.
    pub(crate) session: String,
    /// The page itself.
    pub(crate) html: String,
}

impl Browser {
    pub(super) fn new(base: String) -> Self {
        let client = Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .build()
            .expect("a client");
        Self { client, base }
    }

    /// Asks for a path of the server, or for a full link.
    pub(crate) async fn get(&self, path: &str) -> Page {
        let url = self.absolute(path);
        self.send(self.client.get(url)).await
    }

    /// Asks for a path, and follows where it leads.
    pub(crate) async fn open(&self, path: &str) -> Page {
        let mut page = self.get(path).await;
        for _ in 0..10 {
            if page.location.is_empty() {
                return page;
            }
            page = self.get(&page.location).await;
        }
        panic!("{path} leads in circles");
    }

    /// Fills in the page's first form with a field of this name, and sends it. What the form holds already, such as
    /// `csrfmiddlewaretoken`, goes with it.
    pub(crate) async fn submit(
        &self,
        page: &Page,
        with_field: &str,
        filled: &[(&str, &str)],
    ) -> Page {
        self.submit_form(page, page.form(with_field), filled).await
    }

    /// Fills in this form of the page, and sends it.
    pub(crate) async fn submit_form(
        &self,
        page: &Page,
        form: Form,
        filled: &[(&str, &str)],
    ) -> Page {
        let url = match form.action.as_str() {
            "" => page.url.clone(),
            action => page.url.join(action).expect("a form leads to an address"),
        };
        let is_filled = |name: &str| filled.iter().any(|(filled, _)| *filled == name);
        let kept = form.fields.iter().filter(|(name, _)| !is_filled(name));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<(&str, &str)> = kept.chain(filled.iter().copied()).collect();
        self.send(
            self.client
                .post(url)
                .header(ORIGIN, &self.base)
                .form(&fields),
        )
        .await
    }

    /// Signs up with [`PASSWORD`] at this path or link, and is signed in then.
    pub(crate) async fn sign_up(&self, path: &str, email: &str) -> Page {
        let page = self.get(path).await;
        self.submit(
            &page,
            "password",
            &[("email", email), ("password", PASSWORD)],
        )
        .await
    }

    /// Logs in.
    pub(crate) async fn log_in(&self, email: &str, password: &str) -> Page {
        let page = self.get("/user/login").await;
        self.submit(
            &page,
            "password",
            &[("email", email), ("password", password)],
        )
        .await
    }

    /// The legacy token of the person who is signed in.
    pub(crate) async fn token(&self) -> String {
        let page = self.get("/api/current-user/token").await;
        assert_eq!(page.status, 200, "{}", page.html);
        let answer: serde_json::Value = serde_json::from_str(&page.html).expect("it is JSON");
        answer["token"]
            .as_str()
            .expect("it holds a token")
            .to_owned()
    }

    /// A script with that token.
    pub(crate) async fn api(&self) -> Api {
        Api::new(self.base.clone(), &self.token().await)
    }

    fn absolute(&self, path: &str) -> Url {
        let base = Url::parse(&self.base).expect("the server's address is one");
        base.join(path).expect("a path makes an address")
    }

    async fn send(&self, request: RequestBuilder) -> Page {
        let answer = request.send().await.expect("the server answers");
        let location = answer
            .headers()
            .get(LOCATION)
            .map_or("", |location| location.to_str().expect("ASCII"));
        let location = location
            .strip_prefix(&self.base)
            .unwrap_or(location)
            .to_owned();
        let session = answer
            .cookies()
            .find(|cookie| cookie.name() == "sessionid")
            .map_or_else(String::new, |cookie| cookie.value().to_owned());
        let (status, url) = (answer.status().as_u16(), answer.url().clone());
        Page {
            status,
            url,
            location,
            session,
            html: answer.text().await.expect("a whole answer"),
        }
    }
}

impl Page {
    /// Whether the page says this. References such as `&amp;` are read as what they stand for.
    pub(crate) fn says(&self, text: &str) -> bool {
        html::unescape(&self.html).contains(text)
    }

    /// The first form that is sent to this path.
    pub(crate) fn form_to(&self, path: &str) -> Form {
        let is_it = |form: &Form| form.action.split('?').next() == Some(path);
        let found = html::forms(&self.html).into_iter().find(is_it);
        found.unwrap_or_else(|| panic!("no form to {path} at {}: {}", self.url, self.html))
    }

    /// The first form with a field of this name.
    pub(crate) fn form(&self, with_field: &str) -> Form {
        let has_field = |form: &Form| form.fields.iter().any(|(name, _)| name == with_field);
        let found = html::forms(&self.html).into_iter().find(has_field);
        found.unwrap_or_else(|| {
            panic!(
                "no form with a field {with_field} at {}: {}",
                self.url, self.html
            )
        })
    }
}
