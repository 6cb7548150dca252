//! One way for every address: who asks, from where, may they, then the handler in a thread that
//! may wait for the database.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::{MethodRouter, get, on};
use desk::{Post, ReadKind, SessionToken};
use office::Office;
use tower_http::timeout::TimeoutLayer;

use super::call::{Call, Pairs, Reply, Upload, Visitor};
use super::fault::Fault;
use super::routes::{Access, Method, Route, routes};
use super::{assets, body, headers, session};
use crate::kept::Kept;
use crate::offices::Offices;
use crate::pages;
use crate::reports::ReadReports;
use crate::told::ToldOnce;

/// The browser is answered after so long; work that was begun goes on to its end.
const LONGEST: Duration = Duration::from_secs(120);

/// What every request shares.
pub struct App {
    pub offices: Arc<Offices>,
    /// Reads reports that came from outside.
    pub reports: Arc<dyn ReadReports>,
    /// What takes long to count.
    pub kept: Arc<Kept>,
    /// What matters that are done have to say.
    pub told: Arc<ToldOnce>,
}

/// The addresses of the office.
pub fn router(app: Arc<App>) -> Router {
    let mut paths: BTreeMap<&'static str, MethodRouter<Arc<App>>> = BTreeMap::new();
    for route in routes() {
        let filter = match route.method {
            Method::Get => axum::routing::MethodFilter::GET,
            Method::Post => axum::routing::MethodFilter::POST,
        };
        let answer = move |app, path, request| answer(route, app, path, request);
        let so_far = paths.remove(route.path).unwrap_or_default();
        paths.insert(route.path, so_far.merge(on(filter, answer)));
    }
    let mut router = Router::new()
        .route("/assets/app.css", get(assets::style))
        .route("/assets/review.css", get(assets::review_style))
        .route("/assets/app.js", get(assets::script));
    for (path, methods) in paths {
        router = router.route(path, methods);
    }
    router
        .fallback(nothing_here)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(middleware::from_fn(headers::secure))
        .with_state(app)
}

async fn nothing_here() -> Response {
    page(StatusCode::NOT_FOUND, pages::fault::plain(&Fault::NotFound))
}

/// What came with a request.
struct Asked {
    path: Pairs,
    query: Pairs,
    form: Pairs,
    files: Vec<Upload>,
    address: String,
    token: Option<SessionToken>,
}

async fn answer(route: &'static Route, State(app): State<Arc<App>>, path: RawPathParams, request: Request) -> Response {
    let head = request.headers().clone();
    let token = session::token_of(&head);
    let path = Pairs::new(path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect());
    let (query, address) = address_of(request.uri());
    let mut asked = Asked { path, query, form: Pairs::default(), files: Vec::new(), address, token };
    if route.method == Method::Post {
        match read_body(route, &app, &head, request).await {
            Ok((form, files)) => (asked.form, asked.files) = (form, files),
            Err(fault) => return page(fault.status(), pages::fault::plain(&fault)),
        }
    }
    let this = Arc::clone(&app);
    match app.offices.with(move |office| in_office(route, office, &this, asked)).await {
        Ok(response) => response,
        Err(busy) => {
            let fault = Fault::from(busy);
            page(fault.status(), pages::fault::plain(&fault))
        }
    }
}

fn address_of(uri: &Uri) -> (Pairs, String) {
    (Pairs::parse(uri.query().unwrap_or_default().as_bytes()), uri.path().to_owned())
}

/// A body is read only from our own pages, and a file only from somebody signed in, however long
/// the header says it is. Who is not may still have typed into a form whose session ended.
async fn read_body(
    route: &Route,
    app: &Arc<App>,
    head: &HeaderMap,
    request: Request,
) -> Result<(Pairs, Vec<Upload>), Fault> {
    if !session::is_from_here(head) {
        return Err(Fault::Foreign);
    }
    if !body::has_files(head) {
        return Ok((body::read_form(request.into_body()).await?, Vec::new()));
    }
    if route.access == Access::Anyone {
        return Err(Fault::Bad("这一页不接收文件，请返回后重新填写".to_owned()));
    }
    let length: u64 = head.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok()).unwrap_or_default();
    if length > body::FILE_BYTES {
        return Err(Fault::TooLarge(body::FILE_BYTES));
    }
    let signed_in = match session::token_of(head) {
        Some(token) => app.offices.with(move |office| signed_in(office, &token)).await?.map(|_| ()),
        None => Err(Fault::SignedOut),
    };
    match signed_in {
        Ok(()) => body::read_files(request, body::FILE_BYTES).await,
        Err(Fault::SignedOut) => match body::read_files(request, body::FORM_BYTES as u64).await {
            Err(Fault::TooLarge(_)) => Err(Fault::SignedOut),
            read => read,
        },
        Err(fault) => Err(fault),
    }
}

fn signed_in(office: &mut Office, token: &SessionToken) -> Result<Visitor, Fault> {
    let (desk, db) = office.parts();
    let signer = desk.resume(db, token)?;
    let reader = office.reader(signer)?;
    Ok(Visitor { reader, csrf: session::csrf_of(token) })
}

/// Everything that needs the office.
fn in_office(route: &Route, office: &mut Office, app: &App, asked: Asked) -> Response {
    let visitor = asked.token.as_ref().map(|token| signed_in(office, token)).transpose();
    let visitor = match visitor {
        Ok(visitor) => visitor,
        Err(Fault::SignedOut) => None,
        Err(fault) => return page(fault.status(), pages::fault::plain(&fault)),
    };
    let Asked { path, query, form, files, address, .. } = asked;
    let (reports, kept, told) = (Arc::clone(&app.reports), Arc::clone(&app.kept), Arc::clone(&app.told));
    let mut call = Call { office, reports, kept, told, visitor, path, query, form, files, address };
    let reply = allowed(route, &mut call).and_then(|()| (route.answer)(&mut call));
    respond(route, &mut call, reply)
}

/// Whether the visitor may open this address at all.
fn allowed(route: &Route, call: &mut Call<'_>) -> Result<(), Fault> {
    if route.access == Access::Anyone {
        return Ok(());
    }
    let visitor = call.visitor()?.clone();
    if route.method == Method::Post && call.form.get("csrf") != visitor.csrf {
        return Err(Fault::Foreign);
    }
    let (desk, db) = call.office.parts();
    let enrolling = matches!(route.path, "/second-factor" | "/logout");
    if !enrolling && desk.needs_second_factor(db, visitor.signer())? {
        return Err(Fault::Forbidden(pages::second_factor::FIRST.to_owned()));
    }
    let reader = &visitor.reader;
    let may = match route.access {
        Access::Anyone | Access::Staff => true,
        Access::Business => reader.reads_business(),
        Access::County => reader.covers_county(),
        Access::Administrator => reader.holds(Post::SystemAdmin),
    };
    if may { Ok(()) } else { Err(Fault::Forbidden(no_post(route.access))) }
}

fn no_post(access: Access) -> String {
    match access {
        Access::County => {
            "这一页是全县（区）的数据，您的岗位不覆盖全县（区）。请由县（区）人员查看，或申请授予岗位".to_owned()
        }
        Access::Administrator => "只有系统管理岗位可以办理，请由系统管理人员办理".to_owned(),
        _ => "您今天没有可以查看业务数据的岗位，请由业务、财务或稽核人员查看，或申请授予岗位".to_owned(),
    }
}

fn respond(route: &Route, call: &mut Call<'_>, reply: Result<Reply, Fault>) -> Response {
    match reply {
        Ok(Reply::Page(markup)) => page(StatusCode::OK, markup),
        Ok(Reply::Unready(markup)) => page(StatusCode::UNPROCESSABLE_ENTITY, markup),
        Ok(Reply::SeeOther(to)) => see_other(&to),
        Ok(Reply::File { name, kind, bytes }) => file(&name, kind, bytes),
        Ok(Reply::SignedOut) => with_cookie(see_other("/login"), session::end()),
        Ok(Reply::SignedIn { token, then }) => with_cookie(see_other(&then), session::begin(&token)),
        Ok(Reply::SignedInAt { token, at, form }) => go_on(call, &token, &at, form),
        Err(Fault::SignedOut) if route.method == Method::Get => see_other(&pages::login::address_of(call)),
        Err(Fault::SignedOut) => page(StatusCode::UNAUTHORIZED, pages::login::again(call)),
        Err(Fault::Forbidden(why)) if why == pages::second_factor::FIRST => see_other("/second-factor"),
        // A form from an earlier session of the same browser: shown again, to be sent once more.
        Err(Fault::Foreign) if route.path == "/operations/{name}" => refilled(call),
        Err(fault) => {
            record_refused(call, &fault);
            let markup = pages::fault::in_frame(call, &fault);
            let mut response = page(fault.status(), markup);
            // What was asked for by a form would come back as the page, without it.
            if matches!(fault, Fault::Counting) && route.method == Method::Get {
                response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("3"));
            }
            response
        }
    }
}

/// After signing in again, the form as it was typed; nothing was done yet.
fn go_on(call: &mut Call<'_>, token: &SessionToken, at: &str, form: Pairs) -> Response {
    let shown = signed_in(call.office, token).and_then(|visitor| {
        call.visitor = Some(visitor);
        (call.form, call.query, call.address) = (form, Pairs::default(), at.to_owned());
        pages::operations::form_at(call, at)
    });
    let response = match shown {
        Ok(Reply::Page(markup) | Reply::Unready(markup)) => page(StatusCode::OK, markup),
        _ => see_other("/"),
    };
    with_cookie(response, session::begin(token))
}

fn refilled(call: &mut Call<'_>) -> Response {
    let at = call.address.clone();
    match pages::operations::form_at(call, &at) {
        Ok(Reply::Page(markup) | Reply::Unready(markup)) => page(StatusCode::OK, markup),
        _ => page(StatusCode::FORBIDDEN, pages::fault::in_frame(call, &Fault::Foreign)),
    }
}

/// Asking for what is not one's own leaves a record (A3), whatever the answer said.
fn record_refused(call: &mut Call<'_>, fault: &Fault) {
    if !matches!(fault, Fault::NotFound | Fault::Forbidden(_) | Fault::Foreign) {
        return;
    }
    let Ok(signer) = call.signer() else { return };
    let subject = call.path.get("id").parse().unwrap_or_default();
    let address: String = call.address.chars().filter(|c| !c.is_control()).take(200).collect();
    let (desk, db) = call.office.parts();
    if let Err(refusal) = desk.record_reading(db, signer, (ReadKind::Refused, subject), &address) {
        tracing::warn!(%refusal, "a refused request could not be recorded");
    }
}

fn page(status: StatusCode, markup: maud::Markup) -> Response {
    (status, Html(markup.into_string())).into_response()
}

fn see_other(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned())]).into_response()
}

fn with_cookie(mut response: Response, cookie: String) -> Response {
    if let Ok(value) = cookie.parse() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

fn file(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let encoded: String = form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20");
    let disposition = format!("attachment; filename*=UTF-8''{encoded}");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
