"""Work at a desk: employers, duties, tools, training, and what well and badly done work is."""

TRADES = """
# bookkeeper
at   a haulage firm with {20-60} lorries
at   a chain of bakeries
at   a small law office
did  keeping the sales and purchase ledgers
did  preparing the monthly payroll
did  chasing overdue invoices
uses Sage
uses Excel
uses Xero
has  a diploma in accounting
has  a certificate in payroll management
good cut the month-end close from {8-12} days to {3-5}
good recovered £{20-90},000 in overdue invoices within a year
good took the company through {2-4} audits in a row without a single finding
bad  left several months of supplier invoices unreconciled
bad  posted payments to the wrong accounts more than once
bad  had to have the year-end figures redone by an outside firm
# software developer
at   a company that makes ticketing software
at   a start-up in the energy business
at   a regional newspaper
did  maintaining the payment service
did  writing the internal booking system
did  reviewing other people's code
uses Python
uses TypeScript
uses Postgres
has  a degree in computer science
has  a bootcamp certificate in web development
good rebuilt the checkout so that it failed {70-90} percent less often
good brought the nightly build down from {40-70} minutes to {6-9}
good shipped {3-5} large releases on the promised date
bad  shipped changes without tests and broke the checkout twice
bad  left the migration half done after {7-11} months
bad  could not explain the design of a service supposedly built from scratch
# data analyst
at   an online furniture shop
at   a regional transport authority
at   a market research agency
did  building the weekly sales reports
did  cleaning survey data
did  forecasting demand
uses SQL
uses R
uses Tableau
has  a degree in statistics
has  a master's degree in economics
good built a forecast that reduced unsold stock by {15-35} percent
good automated {12-30} reports that used to be put together by hand
good found a billing error that saved the company £{40-95},000
bad  presented figures to the board that turned out to be wrong
bad  needed {3-6} weeks for reports that were due in one
bad  could not say where the numbers in a sample report came from
# project manager
at   a builder of wind farms
at   a city housing department
at   an events agency
did  planning budgets and schedules
did  coordinating subcontractors
did  running the weekly site meetings
uses Jira
uses Trello
uses Smartsheet
has  a degree in business administration
has  a PRINCE2 certificate
good delivered {4-9} projects on time and within budget
good turned round a project that was {4-7} months late when it was handed over
good negotiated supply contracts that saved {11-19} percent of the budget
bad  let two of the last three projects run far over budget
bad  lost track of the schedule and told the client too late
bad  handed over plans that others had to redo
# marketing specialist
at   a maker of outdoor clothing
at   a private language school
at   a regional savings bank
did  writing newsletters
did  planning campaigns
did  looking after the website
uses HubSpot
uses Google Analytics
uses Figma
has  a degree in communications
has  a diploma in marketing
good doubled newsletter sign-ups in {5-10} months
good ran a campaign that brought in {300-900} new customers
good halved the cost of winning a customer
bad  spent the yearly budget on a campaign that brought hardly any customers
bad  sent out a newsletter to the wrong list twice
bad  had no results to show for the last two campaigns
# office administrator
at   a dental practice
at   a university department
at   an architects' studio
did  organising the calendars of {3-6} managers
did  ordering supplies
did  looking after visitors
uses Outlook
uses SharePoint
uses Excel
has  a diploma in office management
has  a certificate in business English
good reorganised the filing so that any document was found in minutes
good cut the cost of supplies by {15-30} percent
good organised a conference for {120-280} guests without a hitch
bad  double-booked meetings nearly every week
bad  let important letters lie unanswered
bad  mislaid contracts that were needed for an audit
# human resources adviser
at   a packaging company
at   a hotel group
at   a county council
did  handling contracts and holidays
did  running the induction of new staff
did  advising managers on employment law
uses Workday
uses BambooHR
uses Excel
has  a degree in psychology
has  a diploma in employment law
good shortened the average time to fill a post from {11-14} weeks to {5-8}
good settled {5-9} difficult disputes without going to a tribunal
good set up a training scheme that {60-180} employees completed
bad  gave managers advice that was out of date
bad  mishandled a dispute that ended before a tribunal
bad  lost the overview of contracts and missed renewals
# sales representative
at   a wholesaler of kitchen equipment
at   a manufacturer of office chairs
at   a supplier of laboratory goods
did  visiting customers across the region
did  preparing offers
did  representing the company at trade fairs
uses Salesforce
uses Excel
uses Pipedrive
has  a commercial apprenticeship
has  a diploma in sales management
good beat the sales target {3-6} years running
good won {14-40} new accounts in a single year
good brought back {5-9} customers who had gone to a competitor
bad  missed the sales target {2-4} years running
bad  lost several large accounts through late offers
bad  promised customers delivery dates that could not be kept
# insurance clerk
at   a mutual insurer
at   a broker for small businesses
at   a health insurance fund
did  checking claims
did  writing policies
did  answering customers' questions
uses Guidewire
uses Excel
uses SAP
has  an apprenticeship in insurance
has  a diploma in finance
good cleared a backlog of {300-800} claims in {2-4} months
good uncovered {3-6} fraudulent claims that others had waved through
good handled {20-40} percent more claims than the average of the team
bad  approved claims without checking the papers
bad  let a backlog of {200-600} claims build up
bad  had to have every second letter corrected
# translator
at   an agency for technical texts
at   a pharmaceutical company
at   a court's language service
did  translating manuals and contracts
did  keeping the terminology database
did  proofreading the work of freelancers
uses Trados
uses memoQ
uses Word
has  a degree in modern languages
has  a diploma in translation
good delivered {200-600} assignments without one complaint
good built a glossary that the whole department now relies on
good translated a {300-500}-page manual [in half the planned time|weeks ahead of schedule]
bad  handed in translations full of errors
bad  missed deadlines for two court documents
bad  relied on machine output without checking it
"""
