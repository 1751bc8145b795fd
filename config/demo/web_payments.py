"""Web checkout: paying takes under a minute."""

from config.demo.company import WEB
from config.demo.notation import parse

ITEMS = parse(
    WEB,
    """
initiative #faster-payment | Paying takes under a minute | progress @mila -95m..160q +payments team:payments
| ~aoife
> Half of the people who reach the payment step leave it. Exit interviews name three reasons: their way of
> paying is missing, a card was declined without a word why, or the page felt slow.
>
> **Goal:** 60 % of orders are paid within a minute of opening the payment step (today 38 %).
>
> Not in here: new markets, subscriptions.
! -90 mila: Agreed with Aoife that this is the one number we report every month. Everything else is a means.
! -31 jonas: 38 → 41 % since the retry work went to half of the traffic. Small, but it moves.
  epic #bank | Pay by bank transfer in the euro area | progress @rasmus -18..22 =18000/2/.8/2.5 +payments
  | ~jonas ~mila
  > About 14 people a week ask customer service for an IBAN and pay by hand; accounts then match the payment
  > by eye.
  >
  > We want an instant transfer started from checkout: pick a bank, approve in the bank's app, come back with
  > the order confirmed. The payment provider has the rails; we need the bank picker, the waiting page and
  > the refund road.
  >
  > | Country | Share of orders | Instant transfer |
  > |---|---|---|
  > | Ireland | 31 % | yes |
  > | Germany | 24 % | yes |
  > | Netherlands | 12 % | yes, people expect it first |
  ? A customer in the euro area sees "Bank transfer" beside cards and wallets
  ?x The order is confirmed within ten seconds of the bank's answer
  ? A transfer that never arrives releases the reserved stock after 30 minutes
  ? A refund goes back to the same account without anybody typing an IBAN
  ! -40 jonas: Customer service counted: 14 a week, most of them Dutch and German.
  ! -17 rasmus: Sandbox works end to end. The provider answers in 2–4 s, with one bank taking up to 9.
  ! -16 mila: Nine seconds is fine if the waiting page says what is happening. Eleni has a sketch.
  ! -3 rasmus: Live keys arrived. First real cent moved this morning, from my own account.
    story #bank-picker | Choose my bank from a short list | done @zofia 3 -18..-6 =18000/2/.8/.5
    > Twelve banks cover 93 % of our customers. Show those with their marks, the rest behind a search field.
    ?x The bank used last time is on top
    ?x The list can be searched by name and by BIC
    ?x Works with a keyboard alone
    ! -9 zofia: Used the list from the wallet dialog, so the keyboard part came for free.
    story #bank-wait | Waiting page while the bank answers | review @zofia 3 -8..3 =18000/1/.8/.5 ~eleni
    > People close the tab when nothing moves. Say which bank we are waiting for, how long it usually takes,
    > and what happens if they leave: the order is kept for 30 minutes.
    ?x Names the bank and the usual time
    ? Leaving and coming back shows the same page, not an empty basket
    ? A screen reader hears the change of state
    ! -5 eleni: Please no spinner. The line that fills in three steps is in the file, page "Waiting, final".
    ! -4 zofia: Done with three steps. The last one jumps when the bank is faster than the animation, is
    : that okay?
    ! -4 eleni: Better than okay. Let it jump.
    story #bank-refund | Refund a transfer to the account it came from | progress @rasmus 5 -5..9
    | =5200/1/.8/.75 blocks:refund-status
    > Accounts refund transfers by hand today, with the IBAN read out on the telephone. One typing mistake a
    > month.
    ? Full and partial refunds
    ? The customer is told the day the money should arrive
    ? Accounts can see the refund and its reference in the ledger export
    bug #bank-double | Order is confirmed twice when the bank answers twice | ready @rasmus 2 ..4
    | =18000/2/1/.5
    > Two banks repeat the confirmation after a few seconds. We send the confirmation mail again.
    >
    > Seen in the sandbox only, but their documentation says it also happens live. Key on the payment
    > reference.
    ? The second answer changes nothing and is logged
    ? One confirmation mail per order
    ! -2 rasmus: Reproduced with a replayed callback. The fix is a unique key, not a check.
    chore | Accounts can match transfers without a spreadsheet | ready 3 ..18 =40/2/.8/.5 ~jonas
    > Today: bank statement in one window, order list in the other. Write our order number into the
    > transfer's reference and add it to the nightly ledger export.
  epic #wallets | Wallets wherever people decide to buy | ready @jonas 20m..75m =26000/1/.8/3 +payments
  > Apple Pay and Google Pay exist on the last step only. That is the wrong end: the wallet already knows the
  > address, so most of checkout could be skipped.
    feature #apple-pay | Apple Pay on product pages | ready @zofia 8 24m..60m =26000/2/.5/2 +ux
    | blocks:google-pay
    > One tap from the product page to a paid order, for baskets of one product. Delivery choice happens in
    > the payment sheet.
    >
    > Open question: pots that ship by pallet have no fixed price at that point. Proposal: hide the button
    > there.
    ? The button appears only where the device can pay
    ? Delivery options and price are right in the sheet for every post code we serve
    ? Pallet goods do not show the button
    ! -22 eleni: Tested with six people on a prototype. Five used it, one asked whether the basket would be
    : emptied.
    ! -21 jonas: Good question, it must not be. Added to the notes.
    feature #google-pay | Google Pay on product pages | backlog 5 40m..75m =19000/1/.5/1.5
    > The same as Apple Pay, after it. Sheet differs in how delivery options are offered.
    story | Wallet button in the small basket panel | backlog 3 =21000/.5/.8/.5 +basket
    > The panel that slides in after "Add to basket". 21,000 people a quarter open it and do nothing else
    > there.
    ? Closing the sheet leaves the panel as it was
    ? The button is not shown beside a voucher that the wallet cannot take
    story | Hide wallets that the country does not know | backlog 1 =3200/.25/.8/.5
    story | Remember that I always pay with my wallet | backlog 2 =15000/.5/.5/.5
    > Whoever paid by wallet twice gets it first the third time. Per device, no account needed.
    ? Forgetting it takes one tap
    ? Never on a device that several accounts use
    bug | Wallet sheet shows the price without delivery | done @zofia 2 ..-33 =26000/1/1/.5
    > On the last step the sheet opens with the goods only; delivery is added after confirming. Three
    > complaints.
    ! -36 rasmus: The total was asked for before the delivery option was saved. Order of two calls.
    spike | How many customers have a wallet set up at all? | done @rasmus 1 ..-70
    > Result: 61 % of phones, 9 % of desktops. On phones the button is worth more than all other work on the
    > form.
    bug | Google Pay asks for the address a second time | backlog 2 =8000/1/.8/.5 +address
  epic #declines | A declined card is not the end | progress @rasmus -50..16 =9400/2/1/2 +payments
  > 7.2 % of card payments are declined and six in ten of those people never come back. The page says
  > "Payment failed" and empties the form.
    feature #retry | Retry a declined card without retyping | review @rasmus 5 -20..2 =9400/2/1/.75
    | +quick-win
    > Keep everything except the security code. Offer the other ways to pay right there.
    ?x Card number, name and expiry stay filled in
    ?x The security code is empty and has the focus
    ? After two declines the other ways to pay come first
    ! -14 jonas: Half of the traffic has it since Tuesday. Completed after decline: 52 % against 39 %.
    ! -12 mila: That is the best result of the quarter. Let us finish the last criterion and give it to
    : everybody.
    ! -1 rasmus: Last criterion is in review. Zofia, could you look at the focus order?
    story #decline-words | Say why the card was declined, in words a person understands | done @eleni 2
    | ..-25 =9400/1/1/.5 +copy
    > The bank sends one of 43 codes. Map them to five sentences, each with what to do next.
    >
    > 1. The bank wants you to confirm in its app
    > 2. The card has expired
    > 3. The amount is above a limit you can change with your bank
    > 4. A detail does not match
    > 5. The bank said no without a reason
    ?x All 43 codes map to one of five sentences
    ?x No sentence blames the customer
    ! -30 eleni: Sentence 5 was the hardest. "Your bank declined this payment and did not tell us why."
    story #sca | Confirmation in the banking app comes back to the basket | done @rasmus 5 ..-41
    | =21000/1/.8/1
    > After strong authentication one bank's app returns to the start page instead of our payment step.
    ?x Returning by app link or by hand ends on the same confirmation
    ?x The basket is still there when the bank says no
    story | Offer to pay an unpaid order from the mail | backlog @jonas 3 =4100/1/.8/.5 +quick-win
    > An order that was placed but not paid is held for two hours. One link in the mail leads to the payment
    > step.
    ? The link works once and for two hours
    ? No sign-in needed to pay, only to see the address
    bug | Expired card can be chosen from the saved cards | ready @zofia 1 ..7 =2600/1/1/.5 +quick-win
    > The list does not look at the date. 2,600 attempts a quarter end in a decline that we could have seen
    > coming.
    ? Expired cards are shown greyed with "expired" beside them
    ? One step leads to replacing the card
    ! -4 rasmus: The provider also offers automatic updates of renewed cards. Separate item, I think, it
    : costs per card.
    bug | Declined payment leaves the voucher marked as used | done @rasmus 2 ..-58
    ! -61 rasmus: The voucher was spent when the form was sent. Now it is spent when the money arrives.
    chore | Chart of declines by bank and reason, fresh every hour | done @rasmus 2 ..-12 =30/1/.8/.5
    ! -14 rasmus: One bank went from 4 % to 19 % on a Sunday and nobody knew until Tuesday. This is so it is
    : not repeated.
  epic #later | Pay later, fairly | backlog @mila 70q..160q =7800/1/.5/4 +legal
  > Baskets above 300 € (furniture, greenhouses) are abandoned twice as often. Our competitors offer
  > instalments.
  >
  > We only do this if the whole cost is on the page and late fees are zero.
  ! -60 aoife: Please keep "fairly" in the name. I do not want to read about us in the consumer pages.
    feature #instalments | Pay later in three instalments | backlog @jonas 8 75q..150q =7800/2/.5/3
    > Three equal parts, no interest, first part today. The provider carries the risk and pays us at once.
    ? The three dates and amounts are shown before the choice
    ? Refunds shorten the plan from the end
    ? Not offered below 90 € or above 1,500 €
    ! -26 mila: Siobhán wants to see the fee per order before we promise anything in public.
    ! -25 jonas: 3.2 % against 1.4 % for cards. Break-even is one extra order in eleven.
    spike | What does the consumer credit rule mean for instalments without interest? | ready @jonas 2 ..25
    > Ask counsel about Germany and the Netherlands first. Output: one page, and a yes or no per country.
    story | Show the monthly amount on product pages above 300 € | backlog 3 =11000/.5/.5/.5
    > Small, below the price, with "no interest" beside it. Not in lists: the price there must stay the only
    > number.
    ? Shows only where instalments are offered in that country
    ? The screen reader hears price and monthly amount as two sentences
    story | Pay the rest early | backlog 3 =900/.25/.5/.5
    > Law in Germany, decency elsewhere. One button in the order, no telephone call.
    bug | Instalment notice is shown to company customers | dropped @zofia 1 =80/.25/1/.5
    story | Remind me three days before an instalment is due | backlog 2 =7800/.5/.5/.5
    feature | Pay by invoice within 14 days for returning customers | dropped @jonas 8 =6200/1/.5/3
    ! -80 jonas: Fraud losses of the partner shop were 2.1 % on this. Dropping it; instalments cover the
    : need.
  epic #speed | The payment step feels instant | progress @zofia -30m..40m =42000/.5/.8/2 +performance
  > Median time to interactive on the payment step is 2.9 s on a mid-range phone. The wallet script alone is
  > 700 ms.
  ! -29 jonas: Every 100 ms was worth 0.4 % of orders when we last broke it by accident. So we have the
  : experiment already.
    story #under-second | Load time of payment step under one second | progress @zofia 5 -12..20
    | =42000/1/.8/1.5
    > Measured at the 75th percentile on phones, from the click on "Pay" to a form that takes a tap.
    >
    > - [x] load the fraud script after the form
    > - [x] one request for all ways to pay
    > - [ ] wallet script only where a wallet exists
    > - [ ] serve the form from the edge
    ? 75th percentile below 1,000 ms for a week
    ? No layout jump when the ways to pay arrive
    ! -10 zofia: First two boxes gave us 2.9 → 1.7 s.
    ! -2 zofia: 1.3 s with the wallet script behind a check. The edge part needs a talk with Rasmus.
    ! -2 rasmus: Tomorrow after stand-up? I want to understand what the edge would cache.
    story | Preload the payment step while the address is typed | backlog 3 =42000/.5/.5/.5
    > People take 40 s for the address. That is 40 s in which the next page could be on its way.
    >
    > Only on fast connections and without data saving switched on.
    chore | Alarm when the payment step gets slower than 1.5 s | done @zofia 1 ..-19 =42000/.25/1/.5
    | +quick-win
    bug | Pay button stays grey after going back from the bank | done @zofia 2 ..-48
    bug | Card field loses a digit on slow phones | review @zofia 2 -4..1 =5600/2/.8/.5
    > Fast typing while the formatter runs drops a character. Seen on two cheap Android phones of our test
    > set.
    ? Typing 16 digits within two seconds gives 16 digits on the slowest phone of the set
    ?x Pasting with spaces works
  epic #vouchers | Vouchers and gift cards without surprises | backlog @jonas =6900/1/.8/3 +payments
  > Third most frequent reason for writing to customer service, after "where is it" and returns.
    story #voucher-why | Explain why a voucher was refused | backlog @rasmus 3 =6900/.5/1/.5 +copy
    | +quick-win
    > "Code not valid" covers eight cases: expired, already used, wrong country, below the minimum, other
    > product group, only for new customers, typing mistake, not started yet. Say which one, and what would
    > make it work.
    ? Each of the eight cases has its own sentence
    ? "Below the minimum" names the missing amount
    ? A near miss such as O for 0 is corrected by itself
    ! -44 jonas: 1,100 tickets last year start with "my code does not work".
    feature #split | Split one order over two cards | progress @jonas 13 -15..55m =1400/.5/.5/3
    > Asked for by one large customer and by people buying together. Hard part: the second card declines
    > after the first was charged.
    ? If the second card fails, the first is released at once and the customer is told so
    ? A refund goes back in the same proportion
    ! -13 rasmus: I would rather reserve both and charge both, never charge one first. It costs one more
    : call.
    ! -13 jonas: Agreed, please write that into the description when you get there.
    feature #gift-card | Gift card paid in part, the rest by card | backlog 8 =5100/1/.8/2
    > A gift card of 50 € on a basket of 72 € must be spent whole before another way of paying is chosen.
    ? The remaining amount is shown before the second choice
    ? What is left on the gift card is shown after the order
    story | Send a gift card to a friend on a chosen day | backlog 5 =2400/.5/.5/1
    > Bought in a hurry for birthdays. The day, a sentence and a picture of three; nothing more at first.
    ? Sent at 9:00 in the recipient's time zone
    ? The buyer hears when it was opened, unless switched off
    story | Print a gift card at home, folded twice | backlog 3 =1100/.25/.8/.5
    > A quarter of gift cards is bought on the evening before. An A4 page with fold lines, and a plant on it.
    story | See what is left on my gift card | ready @zofia 2 =3800/.5/1/.5 +quick-win
    ? Number and PIN are enough, no sign-in
    ? Ten wrong tries from one address stop for an hour
    bug | Two vouchers can be stacked by using two tabs | done @rasmus 3 ..-66 +fraud
    ! -68 jonas: Found by a forum of bargain hunters. 214 orders before we noticed, about 1,900 € lost.
    story | Voucher from the newsletter is filled in by itself | backlog 2 =9000/.25/.5/.5
    > The link carries the code; we throw it away today and ask people to copy it.
    feature | Points for every order | dropped =12000/.25/.5/6
    > Considered for the anniversary. Dropped: three interviews of ten knew of any points they had anywhere.
  chore | Move card storage to the provider's vault | done @rasmus 8 ..-88 +legal
  > Removes card numbers from our own systems altogether and shortens the yearly audit from nine days to two.
  ! -87 aoife: Thank you. The auditor's mail had a smiley in it, I have never seen that before.
  chore | Renew the payment certificate before it runs out | ready @rasmus 1 ..11 =42000/3/1/.5
  > Manual this once; the ticket to automate it is in the platform epic.
  ? The new certificate is live at least five days before the old one ends
  ? The steps are written down for whoever automates them
  ! -6 rasmus: Two people need to be there for the key ceremony. Jonas, you have the second key.
  ! -6 jonas: Which drawer was it again? (I know which drawer.)
""",
)
