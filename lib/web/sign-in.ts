import { Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Mfa, OAuthScope, UserPool, UserPoolClient, UserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

export interface SignInProps {
  readonly removalPolicy: RemovalPolicy;
}

/** How long a sign-in lasts before the user pool is asked again, without the user while its own session lasts. */
const SESSION = Duration.hours(8);

/** A user pool whose users only an administrator adds; each needs a password and a code of an authenticator app. */
export class SignIn extends Construct {
  readonly userPool: UserPool;
  /** Of the sign-in pages, with `https://`. */
  readonly address: string;

  constructor(scope: Construct, id: string, { removalPolicy }: SignInProps) {
    super(scope, id);
    this.userPool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      removalPolicy,
    });
    const reason =
      'Threat protection needs a plan that bills each user; administrators add the users, and all need a second factor.';
    Validations.of(this.userPool).acknowledge({ id: 'AwsSolutions-COG3', reason }, { id: 'AwsSolutions-COG8', reason });
    const domain = new UserPoolDomain(this, 'Domain', {
      userPool: this.userPool,
      cognitoDomain: { domainPrefix: `tidemark-${Stack.of(this).account}` },
    });
    this.address = domain.baseUrl();
  }

  /** A client for the pages of an origin, such as `https://example.com`: public, so it has no secret and must use PKCE. */
  addClient(origin: string): UserPoolClient {
    return new UserPoolClient(this, 'Page', {
      userPool: this.userPool,
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID],
        callbackUrls: [`${origin}/sign-in.html`],
      },
      authFlows: {},
      accessTokenValidity: SESSION,
      idTokenValidity: SESSION,
      preventUserExistenceErrors: true,
    });
  }
}
