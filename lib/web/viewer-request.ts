/**
 * Code that CloudFront runs for each request (its JavaScript runtime 2.0). A request to the API carries the session's token
 * where the API looks for one and checks it. One to the page without a session leads to the sign-in: that is a convenience
 * and guards nothing, since the page's files hold no data.
 */
export const VIEWER_REQUEST = `
function handler(event) {
  var request = event.request;
  var session = request.cookies.tidemark_session;
  if (request.uri === '/openapi.json' || /^\\/pipelines(\\/|$)/.test(request.uri)) {
    if (session && !request.headers.authorization)
      request.headers.authorization = { value: 'Bearer ' + session.value };
    delete request.cookies.tidemark_session;
    return request;
  }
  var isSignIn = /^\\/(sign-in\\.(html|js)|settings\\.json)$/.test(request.uri);
  if (session || isSignIn) return request;
  return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/sign-in.html' } } };
}
`;
