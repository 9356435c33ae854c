// Package job runs durable work: what has to be done, when, by whom, and did it
// succeed? Tasks are rows of job_task, so that they survive a crash and are shared by
// any number of processes on PostgreSQL.
//
// A task is named once per slot (for example "insight.nightly" and "2026-11-24"): the
// same slot is never queued twice. A worker claims a task with a lease, which it
// renews while the work runs; when the process dies, the lease ends and another
// worker takes the task. A task that fails is tried again with growing pauses and is
// given up after [maxAttempts]. Work must therefore be repeatable. What somebody asked for
// comes before what goes on by itself.
package job
