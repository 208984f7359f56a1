/** What generated code takes for granted from browsers, and the types of Node.js do not name. */
type BodyInit = NonNullable<RequestInit['body']>;
