import { ARRIVED, reader, trade } from './support/decode';

describe('xignite', () => {
  const configuration = {
    url: 'https://example.com/GetQuotes?Identifiers={symbols}',
    items: 'Quotes',
    fields: { stockName: 'Security.Symbol', tradeType: { value: 'QUOTE' }, price: 'Last', quantity: 'LastSize' },
    time: { field: 'timestamp', from: ['Date', 'Time'], format: 'M/d/yyyy h:mm:ss a', zone: 'America/New_York' },
  };
  const quote = {
    Outcome: 'Success',
    Security: { Symbol: 'AAPL' },
    Last: '187.120',
    LastSize: 100,
    Date: '5/1/2026',
    Time: '10:00:00 AM',
  };
  const fields = {
    stockName: '"AAPL"',
    tradeType: '"QUOTE"',
    price: '187.120',
    quantity: '100',
    timestamp: '1777644000000',
  };

  it('reads items by its configuration; a quote that is as it was is no event', () => {
    const { decode: next } = reader('xignite', ['AAPL'], configuration);
    const answer = (...Quotes: object[]): string => JSON.stringify({ Outcome: 'Success', Quotes });
    expect(next(answer(quote), ARRIVED)).toEqual(trade(fields, 1777644000000));
    expect(next(answer(quote), ARRIVED).events).toEqual([]);
    expect(
      next(answer({ ...quote, Last: 187.13 }, { ...quote, Security: { Symbol: 'MSFT' } }), ARRIVED).events,
    ).toMatchObject([{ fields: { stockName: '"AAPL"', price: '187.13' } }, { fields: { stockName: '"MSFT"' } }]);
  });

  it('reads an array of items, at the time of the answer where no time is named', () => {
    const { decode: next } = reader('xignite', ['AAPL'], { ...configuration, items: '', time: undefined });
    const event = { fields: { ...fields, timestamp: String(ARRIVED) }, timeMs: undefined };
    expect(next(JSON.stringify([quote]), ARRIVED)).toEqual({ events: [event] });
    expect(next(JSON.stringify([quote]), ARRIVED + 5_000).events).toEqual([]);
  });

  it('tells errors of an answer and of an item; a subscription that lacks is refused', () => {
    const { decode: next } = reader('xignite', ['AAPL'], configuration);
    expect(next('{"Outcome":"RequestError","Message":"No symbol"}', ARRIVED)).toMatchObject({
      problem: 'RequestError: No symbol',
    });
    expect(next('{"Outcome":"RegistrationError","Message":"No token"}', ARRIVED)).toMatchObject({
      refused: 'RegistrationError: No token',
    });
    const mixed = JSON.stringify({ Quotes: [{ Outcome: 'RequestError', Message: 'unknown' }, quote] });
    expect(next(mixed, ARRIVED)).toMatchObject({ problem: 'RequestError: unknown', events: [{ fields }] });
    expect(next(JSON.stringify({ Quotes: [{ ...quote, Date: 'x' }] }), ARRIVED)).toMatchObject({
      problem: 'time: x 10:00:00 AM: not of the form M/d/yyyy h:mm:ss a',
    });
  });

  it('asks for its symbols with its token', () => {
    const { url } = reader('xignite', ['AAPL', 'BRK/B'], configuration).open(() => false);
    expect(url.href).toBe('http://127.0.0.1:1/quotes?of=AAPL%2CBRK%2FB&_token=t');
  });

  it.each([
    [undefined, '--config: --config: expected an object'],
    [{ ...configuration, feilds: {} }, '--config: feilds: there is no such member; did you mean fields?'],
    [{ ...configuration, url: 'ftp://x' }, '--config: url: expected a URL'],
    [{ ...configuration, fields: {} }, '--config: fields: expected at least one'],
    [{ ...configuration, fields: { price: 5 } }, '--config: fields.price: expected a path'],
    [{ ...configuration, items: 'a..b' }, '--config: items: expected a name'],
    [{ ...configuration, time: { from: 'T', format: 'yyyy' } }, '--config: time.format: no M, the month'],
    [{ ...configuration, time: { from: 'T', zone: 'Mars' } }, '--config: time.zone: expected a time zone'],
  ])('refuses a configuration that is none: %j', (wrong, message) => {
    expect(() => reader('xignite', ['A'], wrong)).toThrow(message);
  });
});
