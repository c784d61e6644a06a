/** Longest texts of Dynamics' own columns in UTF-16 units (docs/facts/dataverse.md §7). An environment may have changed them; the schema gate compares. */
export const lengths = {
  account: { name: 160, websiteurl: 200, description: 2000 },
  address: {
    address1_name: 200,
    address1_line1: 250,
    address1_line2: 250,
    address1_city: 80,
    address1_stateorprovince: 50,
    address1_postalcode: 20,
    address1_country: 80,
  },
  contact: { firstname: 50, lastname: 50, jobtitle: 100, department: 100, employeeid: 50, emailaddress: 100, phone: 50 },
  connection: { description: 2000 },
} as const;
