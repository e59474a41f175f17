//! What a database file in particular has to stand: migrations, damage, several processes, many callers.

mod busy;
mod damage;
mod damaged_post;
mod durability;
mod examination;
mod migrations;
mod outbox;
mod upgrade;
mod world;
