-- One table for each type of record. Text holds ids, names, constants and JSON; bigint holds numbers and instants
-- (nanoseconds since 1970); smallint holds 0 or 1.

CREATE TABLE "cluster" (
    "record_key" text NOT NULL PRIMARY KEY,
    "id" text NOT NULL,
    "data_center" text NOT NULL,
    "name" text NOT NULL,
    "description" text NOT NULL,
    "fencing" smallint NOT NULL,
    "lease_release" text NOT NULL
);

CREATE TABLE "data_center" (
    "record_key" text NOT NULL PRIMARY KEY,
    "id" text NOT NULL,
    "name" text NOT NULL,
    "description" text NOT NULL,
    "status" text NOT NULL,
    "since" bigint NOT NULL,
    "master_domain" text,
    "master_version" bigint NOT NULL,
    "spm_host" text,
    "spm_lver" bigint NOT NULL
);

CREATE TABLE "disk" (
    "record_key" text NOT NULL PRIMARY KEY,
    "id" text NOT NULL,
    "volume" text NOT NULL,
    "storage_domain" text NOT NULL,
    "name" text NOT NULL,
    "description" text NOT NULL,
    "size" bigint NOT NULL,
    "sparse" smallint NOT NULL,
    "shareable" smallint NOT NULL,
    "status" text NOT NULL,
    "detail" text NOT NULL,
    "since" bigint NOT NULL
);

CREATE TABLE "disk_attachment" (
    "record_key" text NOT NULL PRIMARY KEY,
    "vm" text NOT NULL,
    "disk" text NOT NULL,
    "as" text NOT NULL,
    "bootable" smallint NOT NULL,
    "read_only" smallint NOT NULL
);

CREATE TABLE "fence_agent" (
    "record_key" text NOT NULL PRIMARY KEY,
    "id" text NOT NULL,
    "host" text NOT NULL,
    "order" bigint NOT NULL,
    "type" text NOT NULL,
    "address" text NOT NULL,
    "port" bigint NOT NULL,
    "username" text NOT NULL,
    "password" text NOT NULL,
    "options" text NOT NULL,
    "identity" text,
    "identified" smallint NOT NULL,
    "lying_since" bigint
);

CREATE TABLE "fence_plan" (
    "record_key" text NOT NULL PRIMARY KEY,
    "id" text NOT NULL,
    "host" text NOT NULL,
    "boot_id" text NOT NULL,
    "trigger" text NOT NULL,
    "requested_by" text NOT NULL,
    "stage" text NOT NULL,
    "explanation" text NOT NULL,
    "level" bigint NOT NULL,
    "level_since" bigint NOT NULL,
    "begun" bigint NOT NULL,
    "stage_since" bigint NOT NULL,
    "ended" bigint,
    "steps" text NOT NULL,
    "proofs" text NOT NULL,
    "leases" text NOT NULL
);

CREATE TABLE "host" (
    "record_key" text NOT NULL PRIMARY KEY,
    "id" text NOT NULL,
    "cluster" text NOT NULL,
    "name" text NOT NULL,
    "description" text NOT NULL,
    "address" text NOT NULL,
    "port" bigint NOT NULL,
    "host_id" bigint NOT NULL,
    "spm_priority" bigint NOT NULL,
    "hardware_uuid" text
);

CREATE TABLE "host_observation" (
    "record_key" text NOT NULL PRIMARY KEY,
    "host" text NOT NULL,
    "boot_id" text NOT NULL,
    "hardware_uuid" text NOT NULL,
    "at" bigint NOT NULL,
    "lockspaces" text NOT NULL
);

CREATE TABLE "host_state" (
    "record_key" text NOT NULL PRIMARY KEY,
    "host" text NOT NULL,
    "status" text NOT NULL,
    "detail" text NOT NULL,
    "since" bigint NOT NULL,
    "silent_since" bigint,
    "attempts" bigint NOT NULL,
    "next_try" bigint
);

CREATE TABLE "job" (
    "record_key" text NOT NULL PRIMARY KEY,
    "id" text NOT NULL,
    "kind" text NOT NULL,
    "subject" text NOT NULL,
    "description" text NOT NULL,
    "status" text NOT NULL,
    "detail" text NOT NULL,
    "correlation" text NOT NULL,
    "started" bigint NOT NULL,
    "ended" bigint
);

CREATE TABLE "placement" (
    "record_key" text NOT NULL PRIMARY KEY,
    "start_id" text NOT NULL,
    "vm" text NOT NULL,
    "host" text NOT NULL,
    "boot_id" text NOT NULL,
    "lockspace" text,
    "generation" bigint NOT NULL,
    "epoch" bigint NOT NULL,
    "not_after" bigint NOT NULL,
    "state" text NOT NULL,
    "at" bigint NOT NULL,
    "ended" text NOT NULL
);

CREATE TABLE "shard" (
    "record_key" text NOT NULL PRIMARY KEY,
    "data_center" text NOT NULL,
    "owner" text NOT NULL,
    "epoch" bigint NOT NULL
);

CREATE TABLE "storage_connection" (
    "record_key" text NOT NULL PRIMARY KEY,
    "id" text NOT NULL,
    "type" text NOT NULL,
    "address" text NOT NULL,
    "path" text NOT NULL,
    "vfs_type" text NOT NULL,
    "mount_options" text NOT NULL
);

CREATE TABLE "storage_domain" (
    "record_key" text NOT NULL PRIMARY KEY,
    "id" text NOT NULL,
    "name" text NOT NULL,
    "description" text NOT NULL,
    "connection" text NOT NULL,
    "version" bigint NOT NULL,
    "data_center" text,
    "status" text NOT NULL,
    "detail" text NOT NULL,
    "since" bigint NOT NULL,
    "size_bytes" bigint NOT NULL,
    "free_bytes" bigint NOT NULL
);

CREATE TABLE "vm" (
    "record_key" text NOT NULL PRIMARY KEY,
    "id" text NOT NULL,
    "cluster" text NOT NULL,
    "name" text NOT NULL,
    "description" text NOT NULL,
    "memory" bigint NOT NULL,
    "cpus" bigint NOT NULL,
    "highly_available" smallint NOT NULL,
    "priority" bigint NOT NULL,
    "lease_domain" text,
    "kernel" text NOT NULL,
    "initrd" text NOT NULL,
    "cmdline" text NOT NULL,
    "created" bigint NOT NULL
);

CREATE TABLE "vm_lease" (
    "record_key" text NOT NULL PRIMARY KEY,
    "vm" text NOT NULL,
    "domain" text NOT NULL,
    "path" text NOT NULL,
    "offset" bigint NOT NULL
);

CREATE TABLE "vm_state" (
    "record_key" text NOT NULL PRIMARY KEY,
    "vm" text NOT NULL,
    "status" text NOT NULL,
    "wanted" smallint NOT NULL,
    "host" text,
    "detail" text NOT NULL,
    "since" bigint NOT NULL,
    "attempts" bigint NOT NULL,
    "next_try" bigint
);

CREATE TABLE "event" (
    "record_key" text NOT NULL PRIMARY KEY,
    "id" bigint NOT NULL,
    "at" bigint NOT NULL,
    "code" bigint NOT NULL,
    "name" text NOT NULL,
    "severity" text NOT NULL,
    "message" text NOT NULL,
    "correlation" text NOT NULL,
    "data_center" text,
    "cluster" text,
    "host" text,
    "vm" text,
    "storage_domain" text
);

CREATE UNIQUE INDEX "event_id" ON "event" ("id");

-- Who this manager is to hosts, and the site's time of the last commit. One row.
CREATE TABLE "manager" (
    "number" bigint NOT NULL PRIMARY KEY CHECK ("number" = 1),
    "owner" text NOT NULL,
    "at" bigint NOT NULL
);
