//! Pages on the wire: links to the pages around this one.

use std::sync::Arc;

use muster_domain::model::page::PageRequest;
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody, Result};

use crate::edge::{HttpConfig, Problem, RequestInfo};

/// Makes links to other pages of the list that a request asks for.
pub(crate) struct PageLinks {
    address: String,
    query: Vec<(String, String)>,
}

impl PageLinks {
    /// The link to the next page, if anything stands on it.
    pub(crate) fn next(&self, request: PageRequest, total: u64) -> Option<String> {
        let end = request.offset() + u64::from(request.size);
        (end < total).then(|| self.to(request.page + 1))
    }

    /// The link to the page before, if there is one.
    pub(crate) fn previous(&self, request: PageRequest) -> Option<String> {
        (request.page > 1).then(|| self.to(request.page - 1))
    }

    fn to(&self, page: u32) -> String {
        let mut query: Vec<(&str, &str)> = self
            .query
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| *name != "page")
            .collect();
        let page = page.to_string();
        query.push(("page", &page));
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        format!("{}?{query}", self.address)
    }
}

impl<'a> FromRequest<'a> for PageLinks {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let Data(config) = Data::<&Arc<HttpConfig>>::from_request(request, body).await?;
        let info = <&RequestInfo>::from_request(request, body).await?;
        let query = request
            .params()
            .map_err(|_| Problem::invalid("The query cannot be read."))?;
        Ok(Self {
            address: config.public_url.url(&info.path),
            query,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_keep_the_rest_of_the_query() {
        let links = PageLinks {
            address: "https://example.com/ls/api/x".to_owned(),
            query: vec![
                ("search".to_owned(), "a b".to_owned()),
                ("page".to_owned(), "2".to_owned()),
            ],
        };
        let request = PageRequest::new(2, 10).expect("valid");
        assert_eq!(
            links.next(request, 21).as_deref(),
            Some("https://example.com/ls/api/x?search=a+b&page=3")
        );
        assert_eq!(links.next(request, 20), None);
        assert_eq!(
            links.previous(request).as_deref(),
            Some("https://example.com/ls/api/x?search=a+b&page=1")
        );
    }
}
