import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { column, crm, entity, table } from './bodies.js';
import { type Client, closeAll, idOf, start } from './support.js';

let client: Client;
let own: string;
beforeEach(async () => {
  client = await start();
  own = (await client.get('organizations?$select=_basecurrencyid_value')).json.value[0]._basecurrencyid_value;
});
afterEach(closeAll);

const whole = { Prefer: 'return=representation' };
const euro = async (): Promise<string> =>
  idOf(
    await client.post('transactioncurrencies', { currencyname: 'Euro', currencysymbol: '€', isocurrencycode: 'EUR', exchangerate: 0.134 }),
  );

describe('an amount of money', () => {
  it('takes the currency of the organisation unless another one is named, and is told in both', async () => {
    const made = await client.post('accounts', { name: 'a', revenue: 1000.5 }, whole);
    expect(made.json).toMatchObject({ revenue: 1000.5, revenue_base: 1000.5, exchangerate: 1, _transactioncurrencyid_value: own });
    const id = await euro();
    const other = await client.post(
      'accounts',
      { name: 'b', revenue: 134, 'transactioncurrencyid@odata.bind': `/transactioncurrencies(${id})` },
      whole,
    );
    expect(other.json).toMatchObject({ revenue: 134, revenue_base: 1000, exchangerate: 0.134, _transactioncurrencyid_value: id });
    const without = await client.post('accounts', { name: 'c' }, whole);
    expect(without.json).toMatchObject({ revenue: null, revenue_base: null, exchangerate: null, _transactioncurrencyid_value: null });
  });

  it('keeps the rate of the day on which it was written, and is not written in the base currency', async () => {
    const currency = await euro();
    const id = idOf(
      await client.post('accounts', { name: 'b', revenue: 134, 'transactioncurrencyid@odata.bind': `/transactioncurrencies(${currency})` }),
    );
    const read = async () => (await client.get(`accounts(${id})?$select=revenue_base,exchangerate,marketcap_base`)).json;
    await client.patch(`transactioncurrencies(${currency})`, { exchangerate: 0.2 });
    await client.patch(`accounts(${id})`, { name: 'c', revenue_base: 5 });
    expect(await read()).toMatchObject({ revenue_base: 1000, exchangerate: 0.134 });
    await client.patch(`accounts(${id})`, { marketcap: 10 });
    expect(await read()).toMatchObject({ revenue_base: 670, marketcap_base: 50, exchangerate: 0.2 });
    await client.patch(`accounts(${id})`, { revenue: null, marketcap: null });
    expect(await read()).toMatchObject({ revenue_base: null, marketcap_base: null });
  });

  it('in a column that somebody makes brings a currency, a rate and its base column along', async () => {
    await client.post('EntityDefinitions', table('new_Ship'));
    await client.post(`${entity('new_ship')}/Attributes`, column('Money', 'new_Price', { Precision: 3 }));
    const made = await client.post('new_ships', { new_name: 'a', new_price: 7.1239 }, whole);
    expect(made.json).toMatchObject({ new_price: 7.124, new_price_base: 7.124, exchangerate: 1, _transactioncurrencyid_value: own });
    const read = await client.get(
      `${entity('new_ship')}/Attributes/${crm('MoneyAttributeMetadata')}?$select=LogicalName,IsBaseCurrency,CalculationOf,IsValidForCreate,AttributeOf`,
    );
    expect(read.json.value).toMatchObject([
      { LogicalName: 'new_price', IsBaseCurrency: false, CalculationOf: null, IsValidForCreate: true, AttributeOf: null },
      { LogicalName: 'new_price_base', IsBaseCurrency: true, CalculationOf: 'new_price', IsValidForCreate: false, AttributeOf: null },
    ]);
    expect((await client.delete(`${entity('new_ship')}/Attributes(LogicalName='new_price_base')`)).status).toBe(400);
    expect((await client.delete(`${entity('new_ship')}/Attributes(LogicalName='new_price')`)).status).toBe(204);
    expect((await client.get(`${entity('new_ship')}/Attributes(LogicalName='new_price_base')`)).status).toBe(404);
  });
});

describe('the reading of a name', () => {
  it('is put together from the readings of its parts, or from the parts themselves', async () => {
    const made = await client.post('contacts', { firstname: '一郎', lastname: '山田', yomilastname: 'やまだ' }, whole);
    expect(made.json).toMatchObject({ fullname: '一郎 山田', yomifullname: '一郎 やまだ' });
    const read = await client.patch(`contacts(${made.json.contactid})`, { yomifirstname: 'いちろう' }, whole);
    expect(read.json.yomifullname).toBe('いちろう やまだ');
  });
});
