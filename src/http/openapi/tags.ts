/** The tags of the API: name, pattern of the paths without the prefix, description. The first matching pattern decides. */
const TAGS = [
  ['Health', /^\/(health|config)\b/, 'Health checks, and the settings for signing in.'],
  [
    'Transcripts',
    /\/(transcript|external-results|gpa-rules)\b/,
    'The classes of a student, with results, credits and grade point averages.',
  ],
  ['Me', /^\/me\b/, 'Your own profile, classes and data.'],
  ['Users', /^\/users\b/, 'The people of the school.'],
  ['Terms', /^\/terms\b/, 'The terms of the school calendar.'],
  ['Subjects', /^\/(subjects|grading-scales)\b/, 'Subjects and grading scales.'],
  ['Enrolments', /^\/classes\/{\w+}\/students\b/, 'The students of a class.'],
  ['Gradebook', /^\/classes\/{\w+}\/(scores|components)\b/, 'Marks, their publication and their history.'],
  ['Materials', /^\/classes\/{\w+}\/materials\b/, 'The files of a class.'],
  ['Classes', /^\/classes\b/, 'Subjects taught in a term.'],
  ['Notifications', /^\/notifications\b/, 'Notifications to people, and their inboxes.'],
  ['Audit', /^\/(audit|statistics)\b/, 'The audit log, and the totals of the school.'],
] as const;

/** Finds the tag of a path without the prefix. @throws Error if no tag matches, because every operation needs one */
export function tagOf(path: string): string {
  const tag = TAGS.find(([, pattern]) => pattern.test(path));
  if (!tag) throw new Error(`${path} has no tag: add one to src/http/openapi/tags.ts.`);
  return tag[0];
}

/** The used tags with their descriptions, in the order of `TAGS`. */
export function tagsOf(used: ReadonlySet<string>): { name: string; description: string }[] {
  return TAGS.filter(([name]) => used.has(name)).map(([name, , description]) => ({ name, description }));
}
