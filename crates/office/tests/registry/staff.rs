//! Posts: granted, ended, lent; tiers and classes.

use crate::common::{TestOffice, area, day};
use crate::town::{VILLAGE, id_number, open_books};
use base::Fen;
use desk::{Class, FieldError, GrantId, Post, Refusal, StaffId};
use shebao_office::registry::{
    AddStaffInput, DelegateInput, EndPostInput, GrantPostInput, PostWish, RaiseClassInput, RegisterInput, SetTierInput,
};

fn faults(refusal: Refusal) -> Vec<FieldError> {
    match refusal {
        Refusal::Fields(errors) => errors,
        other => panic!("{other}"),
    }
}

fn wish(post: Post, from: &str, to: Option<&str>) -> PostWish {
    PostWish { post, area: area(), from: day(from), to: to.map(day) }
}

fn grant_of(office: &mut TestOffice, post: Post) -> (GrantId, StaffId) {
    let where_post = format!("FROM post_grant WHERE post = '{}'", post.code());
    let grant = office.number(&format!("SELECT MIN(id) {where_post}"));
    let staff = office.number(&format!("SELECT MIN(staff) {where_post}"));
    (GrantId(grant), StaffId(staff))
}

#[test]
fn incompatible_posts_are_named_before_anybody_signs() {
    TestOffice::on_each_engine(|office| {
        let (_, clerk) = grant_of(office, Post::Clerk);
        let input = GrantPostInput { staff: clerk, post: wish(Post::FundClerk, "2019-02-01", None) };
        let errors = faults(office.make("registry.grant_post", &input).unwrap_err());
        assert!(errors[0].what.contains("基金会计") && errors[0].what.contains("业务经办"), "{errors:?}");
        let posts = vec![wish(Post::Clerk, "2019-01-02", None), wish(Post::Auditor, "2019-03-01", None)];
        let errors =
            faults(office.make("registry.add_staff", &AddStaffInput { name: "兼职".into(), posts }).unwrap_err());
        assert!(errors[0].what.contains("稽核"), "{errors:?}");
        // One after the other is no conflict, and within one family posts go together.
        let posts =
            vec![wish(Post::Clerk, "2019-01-02", Some("2019-02-28")), wish(Post::FundClerk, "2019-03-01", None)];
        office.run("registry.add_staff", &AddStaffInput { name: "转岗".into(), posts }).unwrap();
        let input = GrantPostInput { staff: clerk, post: wish(Post::Reviewer, "2019-02-01", None) };
        office.run("registry.grant_post", &input).unwrap();
        let nobody = GrantPostInput { staff: StaffId(5), post: wish(Post::Clerk, "2019-02-01", None) };
        let errors = faults(office.make("registry.grant_post", &nobody).unwrap_err());
        assert!(errors[0].what.contains("没有这名"), "{errors:?}");
    });
}

/// Whatever path writes it, the database refuses two incompatible posts in one hand.
#[test]
fn the_database_is_the_last_guard() {
    TestOffice::on_each_engine(|office| {
        let (_, clerk) = grant_of(office, Post::Clerk);
        let (_, db) = office.office.parts();
        let columns = ["agency", "recorded", "id", "staff", "post", "area", "from_date", "to_date"];
        let row = |post: &str| -> Vec<store::Value> {
            let id = 900_000_i64;
            vec![
                1.into(),
                1.into(),
                id.into(),
                clerk.0.into(),
                post.into(),
                "530113".into(),
                20_190_201.into(),
                store::Value::Null,
            ]
        };
        let refused =
            db.bulk_insert("post_grant", &columns, store::OnConflict::Fail, &mut std::iter::once(row("fund_clerk")));
        assert!(refused.unwrap_err().to_string().contains("同一人同时担任"));
    });
}

#[test]
fn a_post_ends_but_the_last_keeper_stays() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        let (clerk_grant, _) = grant_of(office, Post::Clerk);
        let (head, _) = grant_of(office, Post::Head);
        let errors = faults(
            office.make("registry.end_post", &EndPostInput { grant: head, last_day: day("2019-01-31") }).unwrap_err(),
        );
        assert!(errors[0].what.contains("单位负责人"), "{errors:?}");
        let past = EndPostInput { grant: clerk_grant, last_day: day("2019-01-01") };
        assert!(faults(office.make("registry.end_post", &past).unwrap_err())[0].what.contains("早于今天"));
        office.run("registry.end_post", &EndPostInput { grant: clerk_grant, last_day: day("2019-01-10") }).unwrap();
        let again = EndPostInput { grant: clerk_grant, last_day: day("2019-01-09") };
        assert!(faults(office.make("registry.end_post", &again).unwrap_err())[0].what.contains("已经终止"));
        // On the day after, the clerk signs nothing any more.
        office.on_day("2019-01-11");
        let clerk = office.people[&Post::Clerk];
        let request = office.request();
        let form = RegisterInput {
            id_number: id_number("19900101", 901),
            name: "模拟".into(),
            address: "上坪村 1 组".into(),
            phone: String::new(),
            region: VILLAGE.parse().unwrap(),
            special_group: String::new(),
            account: String::new(),
        };
        let refused = office.office.make(clerk, &request, "registry.register", &form).unwrap_err();
        assert!(matches!(refused, Refusal::NoPost { .. }), "{refused}");
    });
}

#[test]
fn a_post_is_lent_for_a_time_by_its_holder_only() {
    TestOffice::on_each_engine(|office| {
        let (grant, reviewer) = grant_of(office, Post::Reviewer);
        let (_, approver) = grant_of(office, Post::Approver);
        let (_, fund_clerk) = grant_of(office, Post::FundClerk);
        let input = |from_staff, to_staff, from: &str, to: &str| DelegateInput {
            grant,
            from_staff,
            to_staff,
            from: day(from),
            to: day(to),
        };
        let mut said = |input: DelegateInput| {
            let errors = faults(office.make("registry.delegate", &input).unwrap_err());
            errors.into_iter().map(|error| error.what).collect::<Vec<_>>().join("\n")
        };
        assert!(said(input(approver, reviewer, "2019-01-05", "2019-01-20")).contains("不是授权人本人的岗位"));
        assert!(said(input(reviewer, reviewer, "2019-01-05", "2019-01-20")).contains("同一人"));
        assert!(said(input(reviewer, approver, "2018-12-05", "2019-01-20")).contains("早于今天"));
        assert!(said(input(reviewer, approver, "2019-01-05", "2019-04-07")).contains("93 天"));
        assert!(said(input(reviewer, fund_clerk, "2019-01-05", "2019-01-20")).contains("基金会计"));
        office.run("registry.delegate", &input(reviewer, approver, "2019-01-05", "2019-04-06")).unwrap();
        // What is lent is offered on the pages, from its first day on.
        let deputy = office.people[&Post::Approver];
        let offered = |office: &mut TestOffice| office.office.reader(deputy).unwrap().holds(Post::Reviewer);
        assert!(!offered(office));
        office.on_day("2019-01-05");
        assert!(offered(office));

        office.run("registry.end_post", &EndPostInput { grant, last_day: day("2019-01-31") }).unwrap();
        let late = input(reviewer, approver, "2019-02-01", "2019-02-10");
        let errors = faults(office.make("registry.delegate", &late).unwrap_err());
        assert!(errors[0].what.contains("2019-01-31"), "{errors:?}");
    });
}

#[test]
fn tiers_and_classes_only_become_stricter() {
    TestOffice::on_each_engine(|office| {
        let tier = |operation: &str, yuan: i64, post| SetTierInput {
            operation: operation.into(),
            above: Fen::from_yuan(yuan),
            post,
            from: day("2019-01-02"),
        };
        office.run("registry.set_tier", &tier("registry.open_books", 1_000, Post::Head)).unwrap();
        let errors =
            faults(office.make("registry.set_tier", &tier("registry.open_books", 1_000, Post::Head)).unwrap_err());
        assert!(errors[0].what.contains("已经设定"), "{errors:?}");
        let errors = faults(office.make("registry.set_tier", &tier("registry.nothing", 0, Post::Clerk)).unwrap_err());
        assert_eq!(errors.len(), 3, "{errors:?}");

        let raise = |class| RaiseClassInput { operation: "registry.register".into(), class, from: day("2019-01-02") };
        let errors = faults(office.make("registry.raise_class", &raise(Class::R2)).unwrap_err());
        assert!(errors[0].what.contains("只能提高"), "{errors:?}");
        office.run("registry.raise_class", &raise(Class::R3)).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM raised_class WHERE class = 'r3'"), 1);
        assert!(
            faults(office.make("registry.raise_class", &raise(Class::R3)).unwrap_err())[0].what.contains("只能提高")
        );
    });
}
