// The Express of the other benchmarks as a server: express-server.mjs <port>
import { app } from '../peers/express.mjs';

const server = app.listen(Number(process.argv[2]), '127.0.0.1');
// As long as the app's own: no connection is closed as it is used again.
server.keepAliveTimeout = 65_000;
