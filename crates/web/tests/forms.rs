//! Every operation of the office has a form whose fields are named and typed.

use desk::AgencyId;

use crate::common::Server;

#[test]
fn every_operation_has_a_form() {
    let server = Server::start();
    let mut office = server.office();
    let count = office.desk().catalogue().iter().count();
    assert!(count > 35, "{count}");
    let gaps = shebao_web::form_gaps(&mut office, AgencyId(1)).unwrap();
    let told: Vec<String> = gaps.iter().map(|gap| format!("{}: {}", gap.operation, gap.what)).collect();
    assert!(gaps.is_empty(), "add what is missing to forms/dictionary.rs:\n{}", told.join("\n"));
}
