//! Pages on the wire: which one is asked for, and links to those around it.

use std::sync::Arc;

use muster_domain::model::page::{PageError, PageRequest};
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody, Result};

use crate::edge::{Fields, HttpConfig, Problem, RequestInfo};

/// Reads `page` and `page_size`.
pub(crate) fn page_request(fields: &mut Fields) -> Option<PageRequest> {
    let page = fields.integer("page").unwrap_or(1).min(i64::from(u32::MAX));
    let size = fields.integer("page_size").unwrap_or(20);
    let field = match PageRequest::new(page, size) {
        Err(PageError::Page) => "page",
        Ok(_) | Err(PageError::Size) => "page_size",
    };
    fields.judged(field, Some((page, size)), |(page, size)| {
        PageRequest::new(page, size)
    })
}

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
