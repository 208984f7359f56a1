/** The rooms of the API: which paths are in them, behind the prefix, and what for. The first that fits takes a path. */
const TAGS = [
  ['Health', /^\/(health|config)\b/, 'Whether the app runs, and where to sign in.'],
  ['Transcripts', /\/transcript$/, 'What a student has taken, with results, credits and grade point averages.'],
  ['Me', /^\/me\b/, 'The person who is signed in.'],
  ['Users', /^\/users\b/, 'The people of the school, as the office keeps them.'],
  ['Terms', /^\/terms\b/, 'The calendar.'],
  ['Subjects', /^\/(subjects|grading-scales)\b/, 'What is taught, and how it is graded.'],
  ['Enrolments', /^\/classes\/{\w+}\/students\b/, 'Who is in a class.'],
  ['Gradebook', /^\/classes\/{\w+}\/(scores|components)\b/, 'Marks, their publication, and their history.'],
  ['Materials', /^\/classes\/{\w+}\/materials\b/, 'Files of a class.'],
  ['Classes', /^\/classes\b/, 'Subjects as they are taught in a term.'],
  ['Notifications', /^\/notifications\b/, 'What people are told.'],
  ['Audit', /^\/(audit|statistics)\b/, 'What was changed by whom, and how much there is of everything.'],
] as const;

/** The tag of a path behind the prefix. A path that no room takes is a mistake: the document would have no place for it. */
export function tagOf(path: string): string {
  const room = TAGS.find(([, pattern]) => pattern.test(path));
  if (!room) throw new Error(`${path} has no tag: add a room to src/http/openapi/tags.ts.`);
  return room[0];
}

/** The tags that are used, in the order of the rooms, with what they are for. */
export function tagsOf(used: ReadonlySet<string>): { name: string; description: string }[] {
  return TAGS.filter(([name]) => used.has(name)).map(([name, , description]) => ({ name, description }));
}
