// The operations of SES that the app uses. The permissions of the function and the bundle contain no others.
export { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
