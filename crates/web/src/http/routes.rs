//! Every address of the office, who may open it, and who answers. A page that is not in this
//! table does not exist.

use super::call::{Call, Reply};
use super::fault::Fault;
use crate::pages;

/// How an address is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Changes something.
    Post,
}

/// Who may open an address at all. What is behind it is checked again row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Everybody, without signing in.
    Anyone,
    /// Whoever is signed in.
    Staff,
    /// Whoever holds a post that reads business data; rows outside its area are left out.
    Business,
    /// Whoever holds such a post for the whole county: pages that name no region.
    County,
    /// System administrators.
    Administrator,
}

pub(crate) type Handler = fn(&mut Call<'_>) -> Result<Reply, Fault>;

/// One address.
#[derive(Clone, Copy)]
pub struct Route {
    /// How it is asked.
    pub method: Method,
    /// The address; `{id}` stands for a value.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
    pub(crate) answer: Handler,
}

const fn get(path: &'static str, access: Access, answer: Handler) -> Route {
    Route { method: Method::Get, path, access, answer }
}

const fn post(path: &'static str, access: Access, answer: Handler) -> Route {
    Route { method: Method::Post, path, access, answer }
}

static ROUTES: &[Route] = &[
    get("/login", Access::Anyone, pages::login::show),
    post("/login", Access::Anyone, pages::login::enter),
    get("/password", Access::Anyone, pages::login::password),
    post("/password", Access::Anyone, pages::login::change_password),
    post("/logout", Access::Staff, pages::login::leave),
    get("/second-factor", Access::Staff, pages::second_factor::show),
    post("/second-factor", Access::Staff, pages::second_factor::confirm),
    get("/", Access::Staff, pages::home::show),
    get("/operations", Access::Staff, pages::operations::list),
    get("/operations/{name}", Access::Staff, pages::operations::form),
    post("/operations/{name}", Access::Staff, pages::operations::make),
    get("/matters/{id}", Access::Staff, pages::matter::show),
    post("/matters/{id}/sign", Access::Staff, pages::matter::sign),
    post("/matters/{id}/return", Access::Staff, pages::matter::send_back),
    post("/matters/{id}/withdraw", Access::Staff, pages::matter::withdraw),
    get("/people", Access::Business, pages::people::search),
    get("/people/{id}", Access::Business, pages::person::show),
    get("/people/{id}/statement", Access::Business, pages::person::statement::show),
    post("/people/{id}/identifiers", Access::Business, pages::person::reveal),
    get("/window", Access::Business, pages::window::list),
    get("/window/{id}", Access::Business, pages::window::show),
    get("/lists", Access::Business, pages::lists::all),
    get("/lists/{name}", Access::Business, pages::lists::show),
    post("/lists/{name}", Access::Business, pages::lists::export),
    get("/match", Access::Business, pages::matching::show),
    post("/match", Access::Business, pages::matching::run),
    get("/papers", Access::Business, pages::papers::show),
    post("/papers", Access::Business, pages::papers::download),
    get("/rosters", Access::Business, pages::rosters::list),
    post("/rosters/{region}", Access::Business, pages::rosters::download),
    get("/months", Access::County, pages::months::list),
    get("/months/{id}", Access::County, pages::months::show),
    post("/months/{id}/compute", Access::County, pages::months::compute),
    post("/months/{id}/bank-file", Access::County, pages::months::download),
    get("/books", Access::County, pages::books::show),
    get("/prints", Access::County, pages::prints::show),
    post("/prints", Access::County, pages::prints::download),
    get("/audit-pack", Access::County, pages::audit_pack::show),
    post("/audit-pack", Access::County, pages::audit_pack::download),
    get("/wall", Access::County, pages::wall::show),
    get("/figures", Access::County, pages::figures::show),
    get("/performance", Access::County, pages::performance::list),
    get("/performance/{id}", Access::County, pages::performance::show),
    get("/performance/{id}/report", Access::County, pages::performance::report::show),
    post("/performance/{id}/documents", Access::County, pages::performance::documents::download),
    get("/review", Access::Staff, pages::review::show),
    post("/review", Access::Staff, pages::review::review_upload),
    post("/review/{digest}", Access::Staff, pages::review::download),
    get("/law", Access::Staff, pages::law::list),
    get("/law/{name}", Access::Staff, pages::law::parameter),
    get("/staff", Access::Staff, pages::staff::list),
    post("/staff/{id}/login", Access::Administrator, pages::staff::open_login),
];

/// All of them.
pub fn routes() -> &'static [Route] {
    ROUTES
}
