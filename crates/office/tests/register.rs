//! 参保登记.

mod common;

use common::TestOffice;
use desk::Refusal;
use shebao_office::registry::RegisterInput;

fn form() -> RegisterInput {
    RegisterInput {
        id_number: "530113198803079006".into(),
        name: "𠮷㐂".into(),
        address: "铜都街道古铜社区 3 组 12 号".into(),
        phone: "19900000001".into(),
        region: "530113001001".parse().unwrap(),
        special_group: String::new(),
        account: "9990000000000000009".into(),
    }
}

#[test]
fn nobody_is_registered_before_the_fund_and_the_village_exist() {
    TestOffice::on_each_engine(|office| {
        let input = form();
        let Err(Refusal::Fields(errors)) = office.make("registry.register", &input) else { panic!() };
        assert!(errors[0].what.contains("基金"), "{errors:?}");
        assert_eq!(office.number("SELECT COUNT(*) FROM person"), 0);
    });
}
