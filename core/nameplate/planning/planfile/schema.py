"""The tables of a plan file; docs/plan-file.md describes them for readers of the file."""

APPLICATION_ID = int.from_bytes(b"NPLT", "big")
VERSION = 1

TABLES = """
create table plan(
    id text primary key, created_at text, expires_at text, nameplate text, config_hash text, mappings_hash text,
    undoes text, digest text
);
create table plugin(name text, distribution text, version text);
create table source(
    connection text primary key, directory text, connector text, distribution text, version text, read_from text,
    snapshot_hash text, people integer, complete integer, error text, read_at text
);
create table directory(
    name text primary key, address text, accounts integer, active integer, complete integer, error text, listed_at text
);
create table summary(directory text, connection text, region text, action text, people integer);
create table change(
    id integer primary key, directory text, connection text, region text, source_id text, account_id text,
    user_name text, person text, action text,
    external_id_before text, user_name_before text, email_before text, active_before integer, addresses text
);
create table attribute(
    change_id integer, position integer, path text, before text, after text, rule text,
    primary key(change_id, position)
) without rowid;
create table dependency(change_id integer, needs integer, primary key(change_id, needs)) without rowid;
create table finding(
    id integer primary key, change_id integer, code text, level text, message text, remedy text, attribute text,
    file text, line integer, "column" integer, plugin text
);
create table guard(
    guard text, directory text, connection text, actual integer, out_of integer, "limit" text, holds integer,
    plugin text, percent real, count integer, floor integer, allowed integer
);
create table timing(stage text, seconds real, people integer);
create table push(id integer primary key, started_at text, ended_at text, host text, person text, selection text);
create table override(push_id integer, guard text, reason text, at text);
create table attempt(
    id integer primary key, push_id integer, change_id integer, sent_at text, answered_at text, status integer,
    account_id text, error text, outcome text
);
create table difference(
    push_id integer, change_id integer, found_by text, path text, expected text, found text, at text
);
"""

INDEXES = """
create index if not exists change_by_action on change(action);
create index if not exists change_by_region on change(region);
create index if not exists change_by_connection on change(connection);
create index if not exists attribute_by_path on attribute(path);
create index if not exists finding_by_change on finding(change_id);
create index if not exists finding_by_code on finding(code);
create index if not exists attempt_by_change on attempt(change_id);
"""

DECIDED = (
    "select id, created_at, expires_at, nameplate, config_hash, mappings_hash, undoes from plan order by id",
    "select * from plugin order by name, distribution, version",
    "select * from source order by connection",
    "select * from directory order by name",
    "select * from summary order by directory, connection, region, action",
    "select * from change order by id",
    "select * from attribute order by change_id, position",
    "select * from dependency order by change_id, needs",
    "select * from finding order by id",
    "select * from guard order by guard, directory, connection, plugin",
)
"""What stands under the digest, in its order; timings and the journal (push to difference) don't."""
