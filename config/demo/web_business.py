"""Web checkout: company customers can buy from us."""

from config.demo.company import WEB
from config.demo.notation import parse

ITEMS = parse(
    WEB,
    """
initiative #company | Company customers can buy from us | ready @mila 14m..200h +business team:payments
| ~aoife ~jonas
> Landscapers, hotels and town councils order by telephone: 11 % of revenue with 2.5 people typing it in.
> They need a purchase order number, an approver and their own prices, nothing more exotic.
>
> **Theme:** 25 % of this year's effort; 18 % is planned so far.
! -57 aoife: The two councils I spoke to would move all their orders the week this works.
! -55 mila: Both are in our test group now.
  epic #po | Orders on account | ready @jonas 10m..85m =620/3/.8/4
    feature #po-checkout | Company checkout with purchase order number | ready @rasmus 8 18..70m =620/3/.8/2
    | blocks:approvers
    > A company customer orders without paying at once: purchase order number, cost centre, invoice by
    > e-mail.
    >
    > - only for accounts that finance has approved, with a limit
    > - the number is free text; each council has its own form of it
    > - it must be on every document we send
    ? The purchase order number is on confirmation, delivery note and invoice
    ? An order above the remaining limit says so and offers card payment
    ? Without an approved account nobody sees this way of paying
    ! -24 rasmus: The limit check needs open invoices from the ledger, once a night is what we have.
    ! -23 mila: Once a night is fine, with a margin of 10 %.
    story | Ask for an account with our company number | backlog @eleni 3 =300/2/.8/.75
    > A PDF form, filled in by hand, scanned, mailed, typed in. Median 6 days. The council of Meath gave up
    > half way.
    ? The company register fills in name and address
    ? Finance gets one task with everything needed to decide
    story | Check the VAT number while it is typed | ready @rasmus 2 =620/1/1/.5 +legal
    > The register is down about once a week for an hour. We must not refuse orders because of that.
    ? A valid number from another EU country removes the VAT at once
    ? When the register is down the order goes through and is checked later
    story | Order limit and what is left of it, always in sight | backlog 2 =620/1/.8/.5
    story | Monthly invoice instead of one per order | backlog @rasmus 5 =180/2/.5/1.5
    > The town of Galway had 212 orders last year and as many invoices. They would like twelve.
    bug | Company name longer than 35 characters is cut on the invoice | done @rasmus 1 ..-23 =90/1/1/.5
    chore | Agree with finance who approves accounts, and how fast | progress @mila 1 -6..-1
    > Draft: below 2,000 € by rule, above it by a person within one working day.
    ! -5 mila: Draft is with Siobhán. She wants a person for the first order of every new account.
  epic #approvers | Several approvers | backlog @jonas 80m..170q =340/2/.5/3
  > In a council the gardener chooses, the head of the depot approves, and purchasing must see it.
    story | Send a basket to my approver | backlog 5 =340/2/.5/1
    > The approver gets a mail, sees the basket and approves, changes or declines. No account needed for
    > that.
    ? The price is held for seven days
    ? The requester hears the answer with the reason
    ! -39 eleni: From the visit: approvers read mails on a phone between two meetings. One screen, one
    : decision.
    story | Approve by rule below an amount | backlog 3 =340/1/.5/.5
    story | Stand in for an approver on holiday | backlog 2 =120/1/.5/.5
    story | Who ordered, approved and changed what | backlog 3 =340/1/.8/.5 +legal
    spike | Walk through one order with the council of Drogheda | done @eleni 2 ..-46
    > Seven people touch one order of 60 bags of bark. Photographs and a drawing are in the design folder.
    ! -45 eleni: They print our basket page and sign it with a pen. I kept a copy.
  epic #contract | Contract prices | backlog @mila 110q..200h =210/3/.5/4
    feature #price-lists | Own price list per company | backlog 8 =210/3/.5/2.5
    > Percent per product group, or fixed prices for up to 200 products, with dates from and to.
    ? Prices are right in list, product, basket and invoice
    ? A price that ran out yesterday is not used today, in the workspace's time zone
    story | Bulk prices by pallet | backlog 3 =480/1/.8/.75
    story | Import a price list from a spreadsheet | backlog 3 =60/1/.8/.5
    bug | Net prices are rounded per piece instead of per line | ready @rasmus 2 ..9 =310/1/1/.5
    > 400 bags at 3.333 € are 4 cents off. Councils send the invoice back for that.
    ? Sum of lines equals the invoice total in 10,000 random baskets
    ? Old invoices are not touched
  epic #reorder | Ordering the same again takes a minute | backlog @eleni 60m..130q =900/1/.8/2
    story | Repeat an old order with today's prices | ready @zofia 3 =900/1/1/.5 +quick-win
    > Landscapers order the same twelve things every March. They keep old order mails as templates and read
    > them out to us on the telephone.
    ? Sold-out products are named, with the nearest replacement
    ? Price differences above 5 % are shown before paying
    story | Paste a list of article numbers | backlog 3 =260/1/.8/.5
    > From a spreadsheet, with quantities, in any of the forms people really use: tab, comma, "3x 10442".
    ? Lines that cannot be read are shown with the reason, the rest goes into the basket
    ? A hundred lines take less than three seconds
    story | Lists that a whole crew can add to | backlog 5 =190/.5/.5/1
    story | Delivery to a building site, with a person to call | backlog 2 =240/1/.8/.5
    feature | Punch-out to three purchasing systems | dropped 13 =25/2/.5/6
    ! -70 jonas: One prospect asked, and they have since chosen to order by mail. Not worth half a year.
""",
)
