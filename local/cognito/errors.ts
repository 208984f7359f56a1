/** An error with AWS's texts: `code` is the name of the exception, `status` the HTTP status it travels with. */
export class CognitoError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

export const notAuthorized = (message: string) => new CognitoError('NotAuthorizedException', message);
export const invalidParameter = (message: string) => new CognitoError('InvalidParameterException', message);
export const userNotFound = () => new CognitoError('UserNotFoundException', 'User does not exist.');
/** One answer for a wrong password and for an unknown name, so that the answer does not reveal who has an account. */
export const incorrectPassword = () => notAuthorized('Incorrect username or password.');
