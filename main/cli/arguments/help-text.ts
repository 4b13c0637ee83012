/** The text below the help of `ferry`. */
export const afterHelp = `
Keys come from the environment, never from arguments:
  OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET, OSS_SESSION_TOKEN (for STS)
  OSS_REGION, OSS_ENDPOINT
or from a profile of ossutil's config file: --profile NAME

Exit codes: 0 all done, 1 something failed or waits for you, 2 wrong usage,
130 interrupted; "ferry resume" goes on.`;

/** The text below the help of `ferry upload`. */
export const uploadHelp = `
Where files go:
  ferry upload photos --to oss://bucket/2026/         2026/photos/…
  ferry upload a.csv b.csv --to oss://bucket/in/      in/a.csv, in/b.csv
  ferry upload a.csv --to oss://bucket/in/today.csv   in/today.csv
  some-program | ferry upload - --name a.csv --to oss://bucket/in/

Standard input is written to a file before it is sent, so that the upload can go on after
an interruption. The file lies in the folder "spool" beside the database (see --db) and is
removed when the object is stored. Input that is empty or fails is not uploaded.

When an object exists (--conflict):
  ask             ask once for the whole upload (default on a terminal)
  skip            leave the object as it is
  skip-identical  leave it when size and CRC-64 are equal, else overwrite it
  newer           overwrite it when the file is newer
  overwrite       overwrite it
  rename          upload as "name (1)"
  fail            leave the object, and count the file as failed
Without a terminal and without --conflict, identical objects are left alone and
different ones are left too but count as failed: nothing is ever overwritten unless
you say so.

The same command given again after an interruption goes on where it stopped; nothing
is sent twice. What earlier uploads left is told, and waits for "ferry resume" or
--with-unfinished. Sizes: MB is 1,000,000 bytes, MiB is 1,048,576.`;
